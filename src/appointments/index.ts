export { freeSlots, type DoctorSlots, type FreeSlots } from './free-slots.ts';
export { createSlotsApi, slotsQuerySchema, slotsSchema } from './slots-api.ts';
export { storeTimetable } from './store-timetable.ts';
