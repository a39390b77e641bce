/**
 * Label selectors as text, `app in (a, b), !legacy, tier!=cache` (k8s.io/apimachinery labels/selector.go). kustomize uses them for
 * annotations too, with the same rules for values.
 */
import { Problem } from "./failure.ts";

export type LabelSelector = (texts: ReadonlyMap<string, string>) => boolean;

type Token = { readonly is: "sign" | "word"; readonly text: string };

/** Throws a Problem when the text is no selector. */
export function readLabelSelector(selector: string): LabelSelector {
  const tokens = tokensOf(selector);
  let at = 0;
  const peek = () => tokens[at];
  const next = (): Token | undefined => {
    at += 1;
    return tokens[at - 1];
  };
  const requirements: LabelSelector[] = [];
  while (peek() !== undefined) {
    requirements.push(requirement(peek, next));
    const divider = next();
    if (divider === undefined) break;
    if (divider.text !== "," || divider.is !== "sign") throw broken(`\`${divider.text}\` is not expected`);
    const follower = peek();
    if (follower === undefined || (follower.is === "sign" && follower.text !== "!"))
      throw broken("something is missing after a comma");
  }
  return (texts) => requirements.every((holds) => holds(texts));
}

function requirement(peek: () => Token | undefined, next: () => Token | undefined): LabelSelector {
  const first = next();
  const isNegated = first?.is === "sign" && first.text === "!";
  const key = isNegated ? next() : first;
  if (key?.is !== "word") throw broken("a key is missing");
  requireKey(key.text);
  if (isNegated) return (texts) => !texts.has(key.text);
  const operator = peek();
  if (operator === undefined || (operator.is === "sign" && operator.text === ","))
    return (texts) => texts.has(key.text);
  next();
  switch (operator.text) {
    case "=":
    case "==": {
      const value = exactValue(peek, next);
      return (texts) => texts.get(key.text) === value;
    }
    case "!=": {
      const value = exactValue(peek, next);
      return (texts) => texts.get(key.text) !== value;
    }
    case "in": {
      const values = valueList(peek, next);
      return (texts) => values.has(texts.get(key.text) ?? "\u0000");
    }
    case "notin": {
      const values = valueList(peek, next);
      return (texts) => !values.has(texts.get(key.text) ?? "\u0000");
    }
    case ">":
    case "<": {
      const limit = wholeNumber(exactValue(peek, next));
      if (limit === undefined) throw broken(`\`${operator.text}\` needs a whole number`);
      return (texts) => {
        const value = wholeNumber(texts.get(key.text) ?? "");
        return value !== undefined && (operator.text === ">" ? value > limit : value < limit);
      };
    }
    default:
      throw broken(`\`${operator.text}\` is not expected`);
  }
}

function exactValue(peek: () => Token | undefined, next: () => Token | undefined): string {
  const token = peek();
  if (token === undefined || (token.is === "sign" && token.text === ",")) return "";
  if (token.is !== "word") throw broken(`\`${token.text}\` is not expected`);
  next();
  requireValue(token.text);
  return token.text;
}

function valueList(peek: () => Token | undefined, next: () => Token | undefined): ReadonlySet<string> {
  if (next()?.text !== "(") throw broken("a list in parentheses is missing");
  const values = new Set<string>();
  let expectsValue = true;
  for (;;) {
    const token = next();
    if (token === undefined) throw broken("a closing parenthesis is missing");
    if (token.is === "sign" && token.text === ")") {
      if (expectsValue) values.add("");
      break;
    }
    if (token.is === "sign" && token.text === ",") {
      if (expectsValue) values.add("");
      expectsValue = true;
      continue;
    }
    if (token.is !== "word" || !expectsValue) throw broken(`\`${token.text}\` is not expected`);
    requireValue(token.text);
    values.add(token.text);
    expectsValue = false;
  }
  if (peek() !== undefined && peek()?.text !== ",") throw broken("something follows a list");
  return values;
}

function tokensOf(selector: string): readonly Token[] {
  if (selector.length > 10_000) throw broken("it is too long");
  const tokens: Token[] = [];
  const form = /\s*(?:([=!<>]+|[(),])|([^\s=!<>(),]+))/y;
  while (form.lastIndex < selector.length) {
    const from = form.lastIndex;
    const match = form.exec(selector);
    if (match === null) {
      if (selector.slice(from).trim() === "") break;
      throw broken("it cannot be read");
    }
    const [, sign, word] = match;
    tokens.push(sign === undefined ? { is: "word", text: word ?? "" } : { is: "sign", text: sign });
  }
  return tokens;
}

function requireKey(key: string): void {
  const slash = key.indexOf("/");
  const [prefix, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  const isPrefix = prefix === undefined || (prefix.length <= 253 && dnsName.test(prefix));
  if (!isPrefix || name.length > 63 || !labelName.test(name)) throw broken(`\`${key}\` is no label key`);
}

function requireValue(value: string): void {
  if (value !== "" && (value.length > 63 || !labelName.test(value)))
    throw broken(`\`${value}\` is no label value`);
}

const labelName = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const dnsName = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

function wholeNumber(text: string): number | undefined {
  return /^[-+]?\d{1,18}$/.test(text) ? Number(text) : undefined;
}

function broken(problem: string): Problem {
  return new Problem(`it is no label selector: ${problem}`);
}
