export { dialByClick, type ClickedNumber } from './dial-by-click.ts';
export { createDiallingApi, dialBodySchema, dialledSchema } from './dialling-api.ts';
export { diallingObstacles, diallingPlace, type DiallingObstacle } from './dialling-place.ts';
export { ownDialling } from './own-dialling.ts';
