export { dialByClick, type ClickedNumber } from './dial-by-click.ts';
export { createDiallingApi } from './dialling-api.ts';
export { diallingObstacles, diallingPlace, type DiallingObstacle } from './dialling-place.ts';
export { ownDialling } from './own-dialling.ts';
export { diallingOperations } from './dialling-operations.ts';
