/**
 * The shape of `.github/tidegate.yml`. The same schema checks the file, types it, and becomes the JSON schema editors read. Everything
 * is optional here: defaults belong to `resolve.ts`, so that an organisation's file and a repository's can be merged first.
 */
import { z } from "zod";
import { toRepoPath } from "../model/brands.ts";
import { targetNames } from "../model/config.ts";
import { parseDuration } from "./duration.ts";
import { globProblem } from "./glob.ts";

/** DNS-1123 subdomain, as the API server asks of names. */
const ObjectName = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
    "the name of a Kubernetes object (lower-case letters, digits, `-` and `.`)",
  );

const ClassName = z.string().min(1, "the name of an ingress class").max(253);

const ServiceName = z
  .string()
  .regex(/^[^/\s]+\/[^/\s]+$/, "a service as `namespace/name`, the way `tidegate plan` prints it");

const Url = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/[^\s/]+/, "an http or https address");

const Duration = z
  .string()
  .refine(
    (text) => parseDuration(text) !== undefined,
    "a duration with its unit, such as `48h`, `90m` or `2d`",
  );

const Glob = z.string().superRefine((pattern, context) => {
  const problem = globProblem(pattern);
  if (problem !== undefined)
    context.addIssue({ code: "custom", message: `a file pattern; a pattern ${problem}` });
});

const Gateway = z.strictObject({
  name: ObjectName.describe("Name of the Gateway that routes attach to"),
  namespace: ObjectName.describe("Namespace of the Gateway"),
  sections: z
    .strictObject({
      http: ObjectName.optional(),
      https: ObjectName.optional(),
      passthrough: ObjectName.optional().describe(
        "The TLS listener of mode Passthrough, for hosts with ssl-passthrough; default: none",
      ),
    })
    .optional()
    .describe(
      "Listener names (sectionName); default: http and https, or what the repository's Gateway calls them",
    ),
  create: z
    .union([
      z.boolean(),
      z.strictObject({
        className: ObjectName.optional().describe("gatewayClassName; default: the usual one of the target"),
        directory: z
          .string()
          .max(1000)
          .refine((text) => toRepoPath(text) !== undefined, "a directory of the repository")
          .optional()
          .describe("Where the file goes; default: beside what deploys the Ingresses"),
      }),
    ])
    .optional()
    .describe("Wave 0 writes the Gateway, its listeners and grants where the repository has none"),
});

const TargetName = z.enum(targetNames);

const Target = z.union([
  TargetName,
  z.strictObject({
    name: TargetName,
    version: z
      .string()
      .max(40)
      .regex(/^v?\d+(\.\d+){0,2}([-+].*)?$/, 'a version in quotes, such as `"1.8"`')
      .optional()
      .describe("Version of the implementation; tells which Gateway API release it knows"),
    gatewayApi: z
      .string()
      .regex(/^v?\d{1,4}\.\d{1,4}(\.\d{1,4})?$/, 'a Gateway API release in quotes, such as `"1.5"`')
      .optional()
      .describe("Gateway API release the cluster's CRDs are of"),
    channel: z.enum(["standard", "experimental"]).optional(),
  }),
]);

const Cluster = z.strictObject({
  name: z
    .string()
    .max(63)
    .regex(
      /^[A-Za-z0-9]+((-+|_+|\.)[A-Za-z0-9]+)*$/,
      "a short name of letters, digits, `-`, `_` and single dots (it becomes part of a branch name)",
    ),
  paths: z
    .array(z.string().min(1).max(1000))
    .min(1, "at least one directory")
    .describe("Directories this cluster is made of"),
  target: Target.optional(),
  gateway: Gateway.optional(),
});

export const ConfigSettings = z.strictObject({
  version: z.literal(1).optional().describe("Version of this file's format"),
  ingressClasses: z.array(ClassName).min(1, "at least one class").optional().describe("Classes that move"),
  defaultClass: ClassName.nullable()
    .optional()
    .describe("What an Ingress without a class belongs to; null: it is not ours"),
  target: Target.optional().describe("The Gateway implementation routes are written for"),
  gateway: Gateway.optional(),
  gatewayByClass: z
    .record(ClassName, Gateway)
    .optional()
    .describe("Gateways for classes that have one of their own"),
  nginx: z
    .strictObject({
      config: z.record(z.string().min(1), z.string()).optional(),
      carriedOver: z
        .array(z.string().min(1).max(100))
        .optional()
        .describe("Keys and flags of the controller that were carried over by hand"),
    })
    .optional()
    .describe("The controller's ConfigMap, where the repository does not hold it"),
  clusters: z
    .array(Cluster)
    .min(1, "at least one cluster")
    .optional()
    .describe("Default: found in the repository"),
  waves: z
    .strictObject({
      maxPerWave: z.int("a whole number").min(1, "1 or more").max(1000, "1000 or fewer").optional(),
      pin: z
        .record(
          ServiceName,
          z.int("a whole number").min(1, "a wave number from 1").max(1000, "1000 or lower"),
        )
        .optional()
        .describe("Service (namespace/name) to wave number"),
      hold: z
        .array(z.strictObject({ service: ServiceName, reason: z.string().max(1000).optional() }))
        .optional(),
    })
    .optional(),
  place: z
    .enum(["beside", "same-file"])
    .optional()
    .describe("beside: routes go to a file next to the Ingress's; same-file: into a further document"),
  charts: z
    .strictObject({
      pull: z
        .enum(["never", "allowed"])
        .optional()
        .describe("Whether chart repositories and registries may be asked"),
      kubeVersion: z
        .string()
        .min(1)
        .max(40)
        .optional()
        .describe("Kubernetes version charts are rendered for"),
      apiVersions: z
        .array(z.string().min(1).max(200))
        .max(200)
        .optional()
        .describe("APIs the clusters have, as `helm template --api-versions` takes them"),
      services: z
        .record(
          ServiceName,
          z.strictObject({
            service: z.string().min(1).max(63),
            port: z.union([z.int().min(1).max(65535), z.string().min(1).max(15)]),
          }),
        )
        .optional()
        .describe("The Service behind a release (namespace/name) that is not rendered"),
      hidden: z
        .array(ServiceName)
        .max(10_000)
        .optional()
        .describe(
          "Releases (namespace/name) where values that cannot be read, such as an encrypted Secret, do not touch the Ingresses",
        ),
    })
    .optional(),
  removal: z
    .strictObject({
      values: z
        .enum(["disable", "delete"])
        .optional()
        .describe(
          "disable: `enabled: false` in Helm values; delete: the block's lines go, where the chart is off without them",
        ),
    })
    .optional(),
  accept: z
    .strictObject({
      security: z
        .enum(["maintain", "admin"])
        .optional()
        .describe("Permission it takes to accept a difference in access control"),
      externalAuth: z
        .literal("same-for-every-method")
        .optional()
        .describe(
          "Every auth service behind auth-url decides alike whatever the method: it may be asked with the client's method where nginx asks with GET",
        ),
    })
    .optional(),
  dns: z
    .strictObject({
      externalDns: z
        .strictObject({ version: z.string().min(1).max(40), prefix: z.string().min(1).max(253).optional() })
        .optional(),
    })
    .optional(),
  parity: z
    .strictObject({
      soak: Duration.optional().describe("How long every signal must hold before removal, such as 48h"),
      requiredChecks: z.array(z.string().min(1)).optional().describe("Named checks that must be green"),
      probes: z.record(z.string().min(1), z.strictObject({ old: Url, new: Url })).optional(),
      prometheus: z.strictObject({ url: Url }).optional(),
    })
    .optional(),
  ignore: z.array(Glob).optional().describe("Files that are not read at all"),
});

export type ConfigSettings = z.infer<typeof ConfigSettings>;
export type GatewaySettings = z.infer<typeof Gateway>;
export type TargetSettings = z.infer<typeof Target>;
