/**
 * What fills in `${…}` between the files and the cluster. Files keep their text; this is for analysis, and for writing text that comes
 * out right.
 */
export interface Substitution {
  /** "the Flux Kustomization flux-system/apps". */
  readonly by: string;
  /** What an expression becomes, as written with its braces; undefined: the repository does not tell. */
  resolve(expression: string): string | undefined;
  /** Equal for expressions that become the same text, whatever that is. */
  identityOf(expression: string): string;
  /** Variables an expression asks for, sorted. */
  namesIn(expression: string): readonly string[];
}
