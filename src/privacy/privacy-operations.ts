import { operation, pathId, type Operations } from '../platform/http/index.ts';
import {
  eraseBodySchema,
  erasedSchema,
  erasuresSchema,
  heldSchema,
  previewSchema,
  subjectSchema,
} from './privacy-api.ts';

/** What `/api/openapi.json` says of what is kept of a person. */
export const privacyOperations: Operations = {
  '/privacy/preview': {
    post: operation('What erasing a person would take; nothing is done. Roles it and manager', {
      body: subjectSchema,
      answer: previewSchema,
    }),
  },
  '/privacy/held': {
    post: operation('Everything that is kept of a person. Audited. Role manager', {
      body: subjectSchema,
      answer: heldSchema,
    }),
  },
  '/privacy/erasures': {
    get: operation('Who was erased, and which sources still have them; roles it and manager', {
      answer: erasuresSchema,
    }),
    post: operation(
      'Erase a person. 409 `call-not-settled`, `number-has-cards`; 422 `not-confirmed`. Roles it and manager',
      { body: eraseBodySchema, status: '201', answer: erasedSchema },
    ),
  },
  '/privacy/erasures/{id}/readmit': {
    post: operation('Let the cards of an erasure come back with the next reading of their source', { path: pathId }),
  },
};
