/** `tidegate convert`: Ingress manifests in, Gateway API objects out. */
import { type Command, InvalidArgumentError } from "commander";
import { defaultGatewayApi, parseApiVersion } from "../../config/target-versions.ts";
import { convertManifests } from "../../flows/convert.ts";
import { proveConversion } from "../../flows/prove.ts";
import { type ApiVersion, type TargetName, targetNames } from "../../model/config.ts";
import { convertJson } from "../../report/json.ts";
import { printObjects } from "../../report/objects.ts";
import { verdictsTable } from "../../report/tables.ts";
import { readCrds } from "../crds.ts";
import { readManifests } from "../manifests.ts";
import { codeFor, printDiagnostics, printJson } from "../repository.ts";
import { targetOption } from "../target-option.ts";
import type { Terminal } from "../terminal.ts";

interface ConvertOptions {
  readonly target: TargetName;
  readonly gateway?: { readonly namespace: string; readonly name: string };
  readonly gatewayApi: ApiVersion;
  readonly channel: "standard" | "experimental";
  readonly class: readonly string[];
  readonly crds?: string;
  readonly json?: boolean;
  readonly verdicts?: boolean;
}

export function registerConvert(program: Command, terminal: Terminal): void {
  program
    .command("convert")
    .argument("<file...>", "manifests; - is standard input")
    .description("translate Ingress manifests and print the result")
    .option("--target <name>", `one of ${targetNames.join(", ")}`, targetOption, "standard")
    .option("--gateway <ns/name>", "the Gateway the routes attach to", gatewayOption)
    .option(
      "--gateway-api <version>",
      "Gateway API release in the cluster, for example 1.5",
      apiOption,
      defaultGatewayApi,
    )
    .option("--channel <name>", "standard or experimental", channelOption, "standard")
    .option("--class <name...>", "classes to convert; an Ingress without a class always counts", ["nginx"])
    .option("--crds <dir>", "validate against the CustomResourceDefinitions in this directory")
    .option("--verdicts", "also print what became of every setting, on stderr")
    .option("--json", "print one JSON document on stdout")
    .action(async (files: readonly string[], options: ConvertOptions) => {
      const manifests = await readManifests(files);
      const crds = options.crds === undefined ? [] : await readCrds(options.crds);
      const request = {
        target: options.target,
        gateway: options.gateway,
        gatewayApi: options.gatewayApi,
        channel: options.channel,
        classes: options.class,
        crds,
      };
      const { value, diagnostics } = convertManifests(manifests, request);
      if (options.json) {
        const proof = proveConversion(value, request);
        printJson(terminal, convertJson(value.objects, value.emissions, proof, diagnostics));
      } else {
        printDiagnostics(terminal, diagnostics);
        if (options.verdicts)
          terminal.err(`${verdictsTable(value.emissions.flatMap((one) => one.verdicts))}\n`);
        terminal.out(printObjects(value.objects));
      }
      process.exitCode = codeFor(
        diagnostics,
        value.emissions.some(({ blocked }) => blocked),
      );
    });
}

function gatewayOption(text: string): { namespace: string; name: string } {
  const [namespace, name, ...rest] = text.split("/");
  if (!namespace || !name || rest.length > 0) throw new InvalidArgumentError("write it as NAMESPACE/NAME.");
  return { namespace, name };
}

function apiOption(text: string): ApiVersion {
  const version = parseApiVersion(text);
  if (version === undefined) throw new InvalidArgumentError("write it as MAJOR.MINOR, for example 1.5.");
  return version;
}

function channelOption(text: string): "standard" | "experimental" {
  if (text === "standard" || text === "experimental") return text;
  throw new InvalidArgumentError("channels are standard and experimental.");
}
