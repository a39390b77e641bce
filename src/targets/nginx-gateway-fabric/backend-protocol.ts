/** HTTP as it is; HTTP/2 to backends only from 2.7, or with a GRPCRoute, which no Ingress becomes here. */
import { backendProtocol } from "../core.ts";
import { type Emit, refusal } from "../target.ts";

const shared = backendProtocol("", true);

export const nginxBackendProtocol: Emit<"backend-protocol"> = (intent, context) =>
  intent.protocol === "GRPC" && !context.supports("HTTPRouteBackendProtocolH2C")
    ? {
        answers: {
          "": refusal({
            because: "NGINX Gateway Fabric speaks gRPC only for a GRPCRoute before 2.7",
            choices: "Write a GRPCRoute by hand, or move to a newer release",
          }),
        },
      }
    : shared(intent, context);
