/**
 * What a command may do with the outside: results to stdout, everything else to stderr.
 */
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { UsageError } from "./exit.ts";

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True when stderr is a terminal a person looks at: only then progress is drawn. */
  readonly showsProgress: boolean;
}

export const processTerminal: Terminal = {
  out: (chunk) => void process.stdout.write(chunk),
  err: (chunk) => void process.stderr.write(chunk),
  showsProgress: process.stderr.isTTY === true,
};

const inputLimit = 32 * 1024 * 1024;

/** The text of a file named on the command line; "-" is standard input. */
export async function readInput(name: string): Promise<string> {
  try {
    const content = name === "-" ? await text(process.stdin) : await readFile(name, "utf8");
    if (content.length > inputLimit) throw new UsageError(`${name} is larger than ${inputLimit} bytes`);
    return content;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
