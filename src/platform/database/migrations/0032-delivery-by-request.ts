/** What systems are told of one request: lists show it of each, and deliveries of calls are many. */
export const name = '0032-delivery-by-request';

export const sql = /* sql */ `
create index delivery_by_request on delivery (request_id) where request_id is not null;
`;
