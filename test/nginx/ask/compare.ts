/** Says in one line what was observed and what the model answers, so that unequal lines are a disagreement. */
import type { NginxAnswer } from "../../../src/nginx/table/answer.ts";
import type { Observed } from "../real/client.ts";

export interface Comparison {
  readonly real: string;
  readonly model: string;
}

export function compare(observed: Observed, answer: NginxAnswer): Comparison {
  const { outcome } = answer;
  const names = Object.keys(outcome.kind === "backend" ? outcome.headers : {}).sort();
  return {
    real: `${describeObserved(observed, names)}${cors(observed.headers)}`,
    model: `${describeAnswer(answer, names)}${cors(answer.responseHeaders)}`,
  };
}

function describeObserved({ status, location, echo }: Observed, names: readonly string[]): string {
  if (echo !== undefined) {
    const sent = names.map((name) => {
      const values = echo.headers.filter(([other]) => other === name).map(([, value]) => value);
      return `${name}=${values.join(" AND ")}`;
    });
    return `${status} from ${echo.backend} at ${echo.target} with ${sent.join(", ")}`;
  }
  return location === undefined ? `${status}` : `${status} to ${location}`;
}

function describeAnswer({ outcome }: NginxAnswer, names: readonly string[]): string {
  switch (outcome.kind) {
    case "backend": {
      const sent = names.map((name) => `${name}=${outcome.headers[name] ?? ""}`);
      return `200 from ${outcome.backend} at ${outcome.path} with ${sent.join(", ")}`;
    }
    case "redirect":
      return `${outcome.status} to ${outcome.location}`;
    case "status":
      return `${outcome.status}`;
    case "denied":
      return `${outcome.status ?? "denied"}`;
  }
}

function cors(headers: Readonly<Record<string, string>>): string {
  const found = Object.keys(headers).filter((name) => name.startsWith("access-control-"));
  return found
    .sort()
    .map((name) => ` ${name}: ${headers[name] ?? ""}`)
    .join("");
}
