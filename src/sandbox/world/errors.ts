// What GitHub answers when it says no. Actions and endpoints throw it; the router turns it into the JSON body
// every GitHub client knows ({message, errors, documentation_url, status}), the pages into a notice.

export interface FieldProblem {
  readonly resource: string;
  readonly code: "missing" | "missing_field" | "invalid" | "already_exists" | "unprocessable" | "custom";
  readonly field?: string;
  readonly message?: string;
}

export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly (FieldProblem | string)[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    errors?: readonly (FieldProblem | string)[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

export function notFound(): ApiError {
  return new ApiError(404, "Not Found");
}

export function forbidden(message: string): ApiError {
  return new ApiError(403, message);
}

/** The answer for a well-formed request whose fields cannot be accepted. */
export function invalid(resource: string, field: string, code: FieldProblem["code"] = "invalid"): ApiError {
  return new ApiError(422, "Validation Failed", [{ resource, field, code }]);
}

/** The same with GitHub's sentence instead of a code. */
export function refused(resource: string, message: string, field?: string): ApiError {
  const problem: FieldProblem = { resource, code: "custom", message };
  return new ApiError(422, "Validation Failed", [field === undefined ? problem : { ...problem, field }]);
}

/** A 422 whose whole reason is its message (Git Data API style). */
export function unprocessable(message: string): ApiError {
  return new ApiError(422, message);
}
