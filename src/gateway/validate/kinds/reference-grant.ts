/** ReferenceGrant: fields and limits, the same in v1beta1 and v1. */
import { fields, group, kind, list, namespace, objectName } from "./words.ts";

export const referenceGrantSpec = fields({
  "from!": list(fields({ "group!": group, "kind!": kind, "namespace!": namespace }), 16, { minItems: 1 }),
  "to!": list(fields({ "group!": group, "kind!": kind, name: objectName }), 16, { minItems: 1 }),
});
