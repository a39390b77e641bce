/**
 * What every target answers to one annotation, beside each other: the verdict and the kinds of its objects, or "blocked".
 */
import { targetNames } from "../../../src/model/config.ts";
import { type Setting, simple, translated } from "../translate/given.ts";

export interface AnswerCase {
  readonly annotation: readonly [name: string, value: string];
  readonly further?: Readonly<Record<string, string>>;
  readonly paths?: readonly string[];
  readonly tls?: boolean;
  readonly setting?: Setting;
  /** Further documents of the stream. */
  readonly beside?: string;
  /** The answer of each target that `but` does not name. */
  readonly every: string;
  readonly but?: Readonly<Record<string, string>>;
}

type Answers = Readonly<Record<string, string>>;

/** Expected and found answers of a case, by target. */
export function compareAnswers(given: AnswerCase): { readonly found: Answers; readonly expected: Answers } {
  const { annotation, further = {}, paths = ["/ web:80"], tls = false, setting, beside = "" } = given;
  const [name, value] = annotation;
  const yaml = `${simple({ ...further, [name]: value }, [...paths], tls)}\n---\n${beside}`;
  const plain = simple({}, [...paths], tls);
  const found = targetNames.map((target) => {
    const usual = kindsOf(plain, { ...setting, target });
    return [target, answerOf(yaml, name, { ...setting, target }, usual)] as const;
  });
  const expected = targetNames.map((target) => [target, given.but?.[target] ?? given.every] as const);
  const [was, is]: readonly [Answers, Answers] = [Object.fromEntries(found), Object.fromEntries(expected)];
  return { found: was, expected: is };
}

/** What the target writes for an Ingress without annotations; only kinds beyond these are part of an answer. */
function kindsOf(yaml: string, setting: Setting): readonly string[] {
  return translated(yaml, setting).value.flatMap(({ objects }) => objects.map(({ kind }) => kind));
}

function answerOf(yaml: string, name: string, setting: Setting, usual: readonly string[]): string {
  const emissions = translated(yaml, setting).value;
  const emission = emissions.find(({ ingress }) => ingress === "default/web");
  if (emission?.blocked !== false) return "blocked";
  const verdict = emission.verdicts.find(({ key }) => key === `nginx.ingress.kubernetes.io/${name}`)?.verdict;
  const kinds = emission.objects
    .map(({ kind }) => kind)
    .filter((kind) => kind !== "HTTPRoute" && !usual.includes(kind));
  return [verdict, ...new Set(kinds)].join(" ");
}
