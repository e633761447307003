export { inboundRequest, senderOf } from './inbound-request.ts';
export { forgetAnswers, idempotent, NothingDone, pruneIdempotent, requiredKey, type KeptAnswer } from './idempotent.ts';
export { createOperationsApi } from './operations-api.ts';
export { noSuchRoute, Problem, problemHandler, problemSchema, readInput } from './problem.ts';
export { readRawBody } from './raw-body.ts';
export { serveWebApp } from './web-app.ts';
export { createHttpApp, type HttpApp, type HttpPart } from './create-http-app.ts';
export {
  json,
  list,
  once,
  operation,
  page,
  pathId,
  problemAnswer,
  problems,
  reading,
  type Operations,
} from './operation.ts';
