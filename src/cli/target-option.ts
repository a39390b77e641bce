/** `--target NAME`, for every command that has it. */
import { InvalidArgumentError } from "commander";
import { type TargetName, targetNames } from "../model/config.ts";

export function targetOption(text: string): TargetName {
  const found = targetNames.find((name) => name === text);
  if (found === undefined) throw new InvalidArgumentError(`targets are ${targetNames.join(", ")}.`);
  return found;
}
