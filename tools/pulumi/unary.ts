import * as grpc from "@grpc/grpc-js";

/** A method of a gRPC service that answers once. What goes wrong is told with its sentence. */
export function unary<Request, Response>(
    work: (request: Request, call: grpc.ServerUnaryCall<Request, Response>) => Promise<Response>,
) {
    return (call: grpc.ServerUnaryCall<Request, Response>, callback: grpc.sendUnaryData<Response>): void => {
        work(call.request, call).then(
            (response) => callback(null, response),
            (error: Error) => callback({ code: grpc.status.UNKNOWN, details: error.message }),
        );
    };
}
