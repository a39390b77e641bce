/** The Secret that an Ingress takes its passwords from, where its content stands in the repository. */
import type { Ingress } from "../model/ingress.ts";
import type { SecretContent } from "../model/kube.ts";
import { type AnnotationReading, intentOf } from "../nginx/annotations/read.ts";
import type { TranslationInput } from "./input.ts";

export function passwordsOf(
  { namespace }: Ingress,
  reading: AnnotationReading,
  secrets: TranslationInput["secrets"],
): SecretContent | undefined {
  const secret = intentOf(reading, "basic-auth")?.secret;
  if (secret === undefined) return undefined;
  return secrets?.get(`${secret.namespace ?? namespace}/${secret.name}`);
}
