import type { SqlWriter, SqlWriters } from '../../src/contracts/sql-target.ts';

const notAsked: SqlWriter = () => Promise.reject(new Error('no database is asked here'));

/** For systems that are asked otherwise. */
export const noSql: SqlWriters = { postgresql: notAsked, mariadb: notAsked, mysql: notAsked, sqlserver: notAsked };
