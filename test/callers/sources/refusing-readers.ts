import type { SqlReaders } from '../../../src/contracts/sql-source.ts';

/** For sources that ask no database. */
export const noReaders: SqlReaders = {
  postgresql: () => Promise.reject(new Error('not asked')),
  mariadb: () => Promise.reject(new Error('not asked')),
  mysql: () => Promise.reject(new Error('not asked')),
  sqlserver: () => Promise.reject(new Error('not asked')),
};
