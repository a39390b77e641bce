/** `tidegate route`: which backend, redirect or status each request gets, and the rule that decided. */
import type { Command } from "commander";
import { z } from "zod";
import { routeManifests } from "../../flows/route.ts";
import type { RepoPath } from "../../model/brands.ts";
import { type TargetName, targetNames } from "../../model/config.ts";
import type { RequestSample } from "../../model/proof.ts";
import { diagnosticsJson } from "../../report/json.ts";
import { outcomeText, requestText } from "../../report/proof-text.ts";
import { readYamlFile } from "../../yaml/read.ts";
import { exitCode, UsageError } from "../exit.ts";
import { readManifests } from "../manifests.ts";
import { printDiagnostics, printJson } from "../repository.ts";
import { targetOption } from "../target-option.ts";
import { readInput, type Terminal } from "../terminal.ts";

const Request = z.object({
  scheme: z.enum(["http", "https"]).default("http"),
  host: z.string(),
  method: z.string().default("GET"),
  path: z.string().default("/"),
  headers: z.record(z.string(), z.string()).default({}),
});

const ClusterFacts = z.object({
  missingServices: z.array(z.string()).default([]),
  noEndpoints: z.array(z.string()).default([]),
  missingSecrets: z.array(z.string()).default([]),
  configMap: z.record(z.string(), z.coerce.string()).default({}),
  flags: z.record(z.string(), z.union([z.string(), z.boolean()])).default({}),
});

interface RouteOptions {
  readonly old: readonly string[];
  readonly new?: readonly string[];
  readonly requests?: string;
  readonly cluster?: string;
  readonly method: string;
  readonly header: readonly string[];
  readonly target: TargetName;
  readonly json?: boolean;
}

export function registerRoute(program: Command, terminal: Terminal): void {
  program
    .command("route")
    .argument("[url]", "a single request; else --requests")
    .description(
      "say which backend, redirect or status a request gets from nginx and from the routes, and why",
    )
    .requiredOption("--old <file...>", "Ingress manifests")
    .option("--new <file...>", "Gateway API manifests")
    .option("--requests <file>", "JSON list of requests; - is standard input")
    .option("-X, --method <method>", "method of the single request", "GET")
    .option("-H, --header <name: value...>", "header of the single request", [])
    .option(
      "--cluster <file>",
      "JSON or YAML facts that manifests lack: missingServices, noEndpoints, missingSecrets, configMap, flags",
    )
    .option(
      "--target <name>",
      `the data plane of --new: one of ${targetNames.join(", ")}`,
      targetOption,
      "standard",
    )
    .option("--json", "print one JSON document on stdout")
    .action(async (argument: string | undefined, given: RouteOptions) => {
      const { url, options } = urlFrom(argument, given);
      const facts = options.cluster === undefined ? {} : await readFacts(options.cluster);
      const result = routeManifests({
        old: await readManifests(options.old),
        new: options.new === undefined ? undefined : await readManifests(options.new),
        requests: await requestsFor(url, options),
        cluster: checked(ClusterFacts, facts, "--cluster"),
        target: options.target,
      });
      if (options.json) {
        const diagnostics = diagnosticsJson(result.diagnostics);
        printJson(terminal, { schema: "tidegate/route/v1", answers: result.value, diagnostics });
      } else {
        printDiagnostics(terminal, result.diagnostics);
        for (const answer of result.value) {
          terminal.out(`${requestText(answer.request)}\n`);
          terminal.out(`  nginx:   ${outcomeText(answer.old)}  (${answer.because.old.location})\n`);
          if (answer.new !== undefined && answer.because.new !== undefined) {
            const { route, rule } = answer.because.new;
            terminal.out(
              `  gateway: ${outcomeText(answer.new)}  (${route ?? "no route"}${rule === undefined ? "" : ` rule ${rule}`})\n`,
            );
          }
        }
      }
      process.exitCode = exitCode.clean;
    });
}

/** `--old FILE... --new FILE... URL`: a list of files takes the URL behind it along, so it is picked out again. */
function urlFrom(
  argument: string | undefined,
  given: RouteOptions,
): { url: string | undefined; options: RouteOptions } {
  const isUrl = (text: string) => /^https?:\/\//i.test(text);
  const isFile = (text: string) => !isUrl(text);
  const urls = [...(given.old ?? []), ...(given.new ?? []), ...given.header].filter(isUrl);
  const kept = { ...given, old: given.old.filter(isFile), header: given.header.filter(isFile) };
  const options = given.new === undefined ? kept : { ...kept, new: given.new.filter(isFile) };
  return { url: argument ?? urls[0], options };
}

async function requestsFor(
  url: string | undefined,
  options: RouteOptions,
): Promise<readonly RequestSample[]> {
  if (options.requests !== undefined) {
    const listed = parseJson(await readInput(options.requests), options.requests);
    return checked(z.array(Request), listed, "--requests");
  }
  if (url === undefined) throw new UsageError("route needs a URL or --requests FILE");
  if (!URL.canParse(url)) throw new UsageError(`${url} is not a URL`);
  const { protocol } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:")
    throw new UsageError("only http and https URLs have a route");
  // the raw target matters: URL would normalise it
  const [, host = "", target = ""] = /^[a-z]+:\/\/([^/?#]*)([^#]*)/i.exec(url) ?? [];
  const path = target.startsWith("/") ? target : `/${target}`;
  return [
    {
      scheme: protocol === "https:" ? "https" : "http",
      host,
      method: options.method,
      path,
      headers: headersOf(options.header),
    },
  ];
}

function headersOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      if (colon <= 0) throw new UsageError(`write a header as "Name: value", not ${line}`);
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** JSON or YAML: YAML reads both. */
async function readFacts(name: string): Promise<unknown> {
  const file = readYamlFile("cluster" as RepoPath, await readInput(name)); // only a name for messages
  const [document] = file.value.documents;
  if (document?.value === undefined) throw new UsageError(`${name} is neither JSON nor YAML`);
  return document.value ?? {};
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`${name} is not JSON: ${(error as Error).message}`);
  }
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, name: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw new UsageError(`${name}: ${z.prettifyError(result.error)}`);
  return result.data;
}
