import { peopleHeaders, readHeader } from '../../../src/callers/import/columns.ts';

it.each(['Дата рождения', 'Дата рожд.', 'Д. рожд.', 'Д.р.', 'ДР'])('%s is the date of birth', (header) => {
  const { of, ignored } = readHeader(['ФИО', header], peopleHeaders);
  expect(of.map(({ field }) => field)).toEqual(['fullName', 'birthDate']);
  expect(ignored).toEqual([]);
});
