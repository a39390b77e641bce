/** A broken promise of our own code: never caused by a user's file. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}
