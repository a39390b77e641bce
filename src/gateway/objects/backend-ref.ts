/** A backend a reference points at; `port` is the Service's port number, named ports do not exist here. */
export interface BackendRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly port?: number;
}
