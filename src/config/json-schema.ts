/**
 * The configuration's JSON schema, for editors (`# yaml-language-server: $schema=…`). Made from the schema that checks the file.
 */
import { z } from "zod";
import type { Json } from "../model/kube.ts";
import { ConfigSettings } from "./schema.ts";

export function configJsonSchema(): Json {
  const schema = z.toJSONSchema(ConfigSettings, { io: "input", target: "draft-7" });
  // plain JSON by the function's contract; the round trip drops zod's non-enumerable extras
  const plain = JSON.parse(JSON.stringify(schema)) as { readonly [key: string]: Json };
  return {
    ...plain,
    title: "Tidegate configuration",
    description: "The file .github/tidegate.yml of a repository, or of an organisation's .github repository.",
  };
}
