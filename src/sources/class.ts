/**
 * Which controller an Ingress belongs to. As ingress-nginx decides (internal/ingress/controller/store, GetIngressClass): the field first,
 * and then the annotation is not looked at; an empty annotation is a class of its own that nobody has.
 */
import type { Config } from "../model/config.ts";
import type { ClassDecision, Ingress } from "../model/ingress.ts";

const classAnnotation = "kubernetes.io/ingress.class";

export function decideClass(
  ingress: Ingress,
  config: Pick<Config, "ingressClasses" | "defaultClass">,
): ClassDecision {
  const field = ingress.spec.ingressClassName;
  if (field !== undefined) return { name: field, from: "spec", ours: config.ingressClasses.includes(field) };
  if (Object.hasOwn(ingress.annotations, classAnnotation)) {
    const name = ingress.annotations[classAnnotation] ?? "";
    return { name, from: "annotation", ours: config.ingressClasses.includes(name) };
  }
  const name = config.defaultClass;
  return { name, from: "default", ours: name !== undefined && config.ingressClasses.includes(name) };
}
