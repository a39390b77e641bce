/** Finds the service a command names, or says which one was perhaps meant. */
import { nearestName } from "../../model/nearest.ts";
import type { PlannedService } from "../../model/plan.ts";
import type { Survey } from "../../model/survey.ts";
import { code } from "../../report/markdown.ts";

export type FoundService =
  | { readonly services: readonly PlannedService[]; readonly problem: undefined }
  | { readonly services: readonly []; readonly problem: string };

/** Services of that name in every cluster; the name of any Ingress of a service stands for the service. */
export function findServices(survey: Survey, name: string): FoundService {
  const all = survey.waves.flatMap(({ services }) => services);
  const exact = all.filter((service) => service.name === name);
  const services =
    exact.length > 0 ? exact : all.filter(({ ingresses }) => ingresses.some((key) => key === name));
  if (services.length > 0) return { services, problem: undefined };
  const nearest = nearestName(
    name,
    all.map((service) => service.name),
  );
  const hint = nearest === undefined ? "`/migrate plan` lists them." : `Did you mean ${code(nearest)}?`;
  return { services: [], problem: `There is no service ${code(name)}. ${hint} Nothing was done.` };
}
