/** `tidegate probe`: the same requests to the old and the new address, compared. */
import { validateHeaderName, validateHeaderValue } from "node:http";
import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { createProber } from "../../adapters/http/prober.ts";
import { probe } from "../../flows/probe.ts";
import type { Probed } from "../../model/probe.ts";
import { comparedHeaders } from "../../observe/probe.ts";
import type { ProbeAddress } from "../../ports/prober.ts";
import { probeJson, probeText } from "../../report/probe-text.ts";
import { type ExitCode, exitCode, UsageError } from "../exit.ts";
import { printJson } from "../repository.ts";
import { readInput, type Terminal } from "../terminal.ts";

const longestList = 5000;

const Request = z.object({
  scheme: z.enum(["http", "https"]).default("http"),
  host: z.string().regex(/^[A-Za-z0-9._[\]:-]+$/, "not a host name"),
  method: z
    .string()
    .regex(/^[A-Z]+$/, "methods are upper-case letters")
    .default("GET"),
  path: z
    .string()
    .regex(/^\/[\x21-\x7e]*$/, 'begins with "/" and has no spaces')
    .default("/"),
  headers: z.record(z.string(), z.string()).default({}),
});

interface ProbeOptions {
  readonly requests: string;
  readonly old: readonly URL[];
  readonly new: readonly URL[];
  readonly header: readonly string[];
  readonly body: boolean;
  readonly everyMethod?: boolean;
  readonly timeout: number;
  readonly json?: boolean;
}

export function registerProbe(program: Command, terminal: Terminal): void {
  program
    .command("probe")
    .description("send requests to the old and the new address and compare the answers")
    .requiredOption("--requests <file>", "JSON list of requests, as `route` takes it; - is standard input")
    .requiredOption(
      "--old <url>",
      "address of ingress-nginx; once per scheme if ports are unusual",
      addressOption,
    )
    .requiredOption(
      "--new <url>",
      "address of the Gateway; once per scheme if ports are unusual",
      addressOption,
    )
    .option("--header <name>", "a response header to compare too; may be repeated", headerOption, [])
    .option("--no-body", "do not compare bodies")
    .option("--every-method", "also send methods that may change something (POST, PUT, DELETE, ...)")
    .option("--timeout <seconds>", "for each whole answer", secondsOption, 10)
    .option("--json", "print one JSON document on stdout")
    .action(async (options: ProbeOptions) => {
      const headers = [...new Set([...comparedHeaders, ...options.header])].sort();
      const requests = readRequests(await readInput(options.requests), options.requests);
      const probed = await probe(
        {
          requests,
          old: addressOf(options.old),
          new: addressOf(options.new),
          headers,
          body: options.body,
          sendsEveryMethod: options.everyMethod === true,
        },
        createProber({ timeoutMs: options.timeout * 1000 }),
      );
      if (options.json) printJson(terminal, probeJson(probed, headers));
      else terminal.out(`${probeText(probed)}\n`);
      process.exitCode = codeOf(probed);
    });
}

function codeOf(probed: readonly Probed[]): ExitCode {
  const compared = probed.flatMap((one) => (one.kind === "compared" ? [one] : []));
  const isUnreached = compared.some((one) => [one.old, one.new].some(({ kind }) => kind === "unreachable"));
  if (isUnreached) return exitCode.failure;
  // A request that was not sent proves nothing.
  const isWhole = compared.length === probed.length;
  return isWhole && compared.every(({ differences }) => differences.length === 0)
    ? exitCode.clean
    : exitCode.findings;
}

function readRequests(text: string, name: string) {
  let listed: unknown;
  try {
    listed = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name} is not JSON: ${(error as Error).message}`); // JSON.parse throws SyntaxError
  }
  const result = z.array(Request).max(longestList).safeParse(listed);
  if (!result.success) throw new UsageError(`--requests: ${z.prettifyError(result.error)}`);
  for (const { headers } of result.data)
    for (const [header, value] of Object.entries(headers)) check(header, value);
  return result.data;
}

function check(header: string, value: string): void {
  if (header.startsWith(":")) return; // the address a proof asks from; such a request is not sent
  try {
    validateHeaderName(header);
    validateHeaderValue(header, value);
  } catch {
    throw new UsageError(`--requests: ${JSON.stringify(header)} cannot be sent as a header`);
  }
}

function addressOption(text: string, earlier: readonly URL[] | undefined): readonly URL[] {
  if (!URL.canParse(text)) throw new InvalidArgumentError("write it as http://ADDRESS or https://ADDRESS.");
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new InvalidArgumentError("only http and https can be probed.");
  if (url.username !== "" || url.password !== "")
    throw new InvalidArgumentError("leave name and password out; put them into the headers of the requests.");
  return [...(earlier ?? []), url];
}

/** A port counts for the scheme it was written with; the other scheme keeps its usual one. */
function addressOf(urls: readonly URL[]): ProbeAddress {
  const [first] = urls;
  const of = (protocol: "http:" | "https:", usual: number) => {
    const url = urls.find((one) => one.protocol === protocol);
    const host = (url ?? first)?.hostname.replace(/^\[|\]$/g, "") ?? "";
    return { host, port: url === undefined || url.port === "" ? usual : Number(url.port) };
  };
  return { http: of("http:", 80), https: of("https:", 443) };
}

function headerOption(text: string, earlier: readonly string[]): readonly string[] {
  if (!/^[A-Za-z0-9-]+$/.test(text))
    throw new InvalidArgumentError("a header name has letters, digits and dashes.");
  return [...earlier, text.toLowerCase()];
}

function secondsOption(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError("whole seconds from 1 to 999.");
  return Number(text);
}
