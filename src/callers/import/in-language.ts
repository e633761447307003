export type ImportLanguage = 'ru' | 'en';

/** What an import says → the same in Russian. A test holds it against everything that it can say. */
const russian: Readonly<Record<string, string>> = {
  // Doubts.
  'A part of it is no telephone number.': 'Часть ячейки не похожа на номер телефона.',
  'Another row before has the same card number; this one was left out.':
    'Такой же номер карты есть в строке выше; эта строка пропущена.',
  'Cards are merged in a ring; they stay cards of their own.':
    'Карты объединены по кругу; они остались отдельными картами.',
  'Nobody was born on that day; the date was left out.': 'В этот день никто не мог родиться; дата пропущена.',
  'No telephone number can be read.': 'Номер телефона не читается.',
  'No telephone number can be read: Excel has rounded it.': 'Номер телефона не читается: Excel его округлил.',
  'The card it was merged into is not known; it stays a card of its own.':
    'Карта, с которой она объединена, не найдена; она осталась отдельной картой.',
  'The card itself has no number, so this was left out.': 'У самой карты нет номера, поэтому это пропущено.',
  'The card number is longer than 200 characters; the row was left out.':
    'Номер карты длиннее 200 знаков; строка пропущена.',
  'The last day is before the first; the person counts as gone.':
    'Последний день раньше первого; человек считается ушедшим.',
  'The last visit lies in the future and was left out.': 'Последний прием стоит в будущем и пропущен.',
  'The name is longer than 300 characters and was cut.': 'Имя длиннее 300 знаков и обрезано.',
  'The row has more cells than the header and was left out.': 'В строке больше ячеек, чем в заголовке; она пропущена.',
  'The row has no name and was left out.': 'В строке нет имени; она пропущена.',
  'The value cannot be read and was left out.': 'Значение не читается и пропущено.',
  'There is no column with a card number: people are told apart by name and birth date.':
    'Нет столбца с номером карты: люди различаются по имени и дате рождения.',
  // What to do about them.
  'Add the card number to the export, so that a corrected name stays the same person.':
    'Добавьте номер карты в выгрузку, чтобы исправленное имя осталось тем же человеком.',
  'Check the row for a missing quotation mark.': 'Проверьте, не пропущена ли в строке кавычка.',
  'Correct one of the dates.': 'Исправьте одну из дат.',
  'Correct the date in the card.': 'Исправьте дату в карте.',
  'Enter the name in the card.': 'Впишите имя в карту.',
  'Export that card, too.': 'Выгрузите и ту карту.',
  'Export the card number, too.': 'Выгрузите и номер карты.',
  'Export the last completed visit, not the next one.': 'Выгружайте последний состоявшийся прием, а не следующий.',
  'Format the column as text before the numbers are put in, and export again.':
    'Сделайте столбец текстовым до того, как в него попадут номера, и выгрузите снова.',
  'Give every person a card number of their own, and put rows of one person below each other.':
    'Дайте каждому свой номер карты, а строки одного человека поставьте друг под другом.',
  'Leave one of them unmerged.': 'Оставьте одну из них необъединенной.',
  'Put the text that holds the delimiter in quotation marks.': 'Возьмите в кавычки текст, в котором есть разделитель.',
  'Shorten it in the card.': 'Сократите это в карте.',
  'Write dates as 31.12.2026 or 2026-12-31; in Excel, format the column as a date.':
    'Пишите даты как 31.12.2026 или 2026-12-31; в Excel сделайте столбец датой.',
  'Write the number with its city code, for example +7 916 123-45-67; several with a comma between them.':
    'Пишите номер с кодом, например +7 916 123-45-67; несколько номеров через запятую.',
  'Write «да» or «нет».': 'Пишите «да» или «нет».',
  'Write «пациент», «сотрудник» or «контрагент».': 'Пишите «пациент», «сотрудник» или «контрагент».',
  // Files that are not imported at all.
  'Another import of the same source is running.': 'Такой же импорт уже идет.',
  'Wait until it is done.': 'Дождитесь, пока он закончится.',
  'The file is empty.': 'Файл пуст.',
  'Export it once more.': 'Выгрузите его еще раз.',
  'The file has no header.': 'В файле нет заголовка.',
  'The first row must name the columns.': 'Первая строка должна называть столбцы.',
  'The file begins as UTF-8 and goes on in another encoding.':
    'Файл начинается в UTF-8, а продолжается в другой кодировке.',
  'Save it once more as CSV UTF-8.': 'Сохраните его заново как CSV UTF-8.',
  'This is a workbook of an old Excel (.xls) or cannot be read as one.':
    'Это книга старого Excel (.xls), или она не читается.',
  'Save it in Excel as «Книга Excel (.xlsx)» or «CSV UTF-8» and import that.':
    'Сохраните ее в Excel как «Книга Excel (.xlsx)» или «CSV UTF-8» и импортируйте это.',
  'This Excel workbook cannot be read.': 'Эта книга Excel не читается.',
  'Open it in Excel, save it once more as «Книга Excel (.xlsx)» without a password, or as «CSV UTF-8».':
    'Откройте ее в Excel и сохраните заново как «Книга Excel (.xlsx)» без пароля или как «CSV UTF-8».',
  'The workbook has no sheet with rows.': 'В книге нет листа со строками.',
  'The list holds nobody, so it cannot be the complete one.': 'В списке никого нет, значит, он не полный.',
  'Check the export.': 'Проверьте выгрузку.',
  'Check that the export is whole. If it is, repeat with --allow-loss.':
    'Проверьте, вся ли это выгрузка. Если вся, отметьте «разрешить большую убыль» и повторите.',
  'Check its name and that Trubka may read it.': 'Проверьте имя файла и право Трубки читать его.',
  'Correct that row and import again.': 'Исправьте эту строку и импортируйте снова.',
  'Correct the mapping or the header.': 'Исправьте выбор столбцов или заголовок.',
  'The process that read it was stopped; nothing of it was kept.':
    'Процесс, который его читал, остановлен; ничего не сохранено.',
  'Start it again.': 'Запустите снова.',
  'Something went wrong on our side; the log says what.': 'Ошибка на нашей стороне; подробности в журнале.',
  'Nothing was kept. Try it again.': 'Ничего не сохранено. Попробуйте еще раз.',
};

const lacks: Readonly<Record<string, string>> = { 'the name': 'имени' };

/** Those that say something of the file. */
const patterns: readonly [RegExp, (...found: string[]) => string][] = [
  [/^Longer than (\d+) characters; the rest was left out\.$/, (n) => `Длиннее ${n} знаков; остальное отброшено.`],
  [/^There is no column for (.+)\.$/, (what) => `Нет столбца для ${lacks[what ?? ''] ?? what}.`],
  [
    /^Add it to the export, or name the columns with a mapping\.(?: The columns are called: (.+)\.)?$/s,
    (names) =>
      `Добавьте его в выгрузку или укажите, что означают столбцы.${names === undefined ? '' : ` Столбцы называются: ${names}.`}`,
  ],
  [/^The mapping names a column «(.+)» that the file does not have\.$/s, (name) => `В файле нет столбца «${name}».`],
  [/^The file cannot be read \((.+)\)\.$/, (code) => `Файл не читается (${code}).`],
  [
    /^The list would remove (\d+) of (\d+) people; the old directory stays\.$/,
    (removed, all) => `Список убрал бы ${removed} человек из ${all}; картотека осталась прежней.`,
  ],
  [
    /^A quotation mark is opened and never closed, at line (.+) at the latest\.$/,
    (line) => `Кавычка открыта и не закрыта, не позже строки ${line}.`,
  ],
  [
    /^The file is not a CSV that can be read \((.+)\), at line (.+) at the latest\.$/,
    (code, line) => `Файл не читается как CSV (${code}), не позже строки ${line}.`,
  ],
];

/** The same in the language of the screen; what has no words yet stays as it is. */
export function inLanguage<Told extends { problem: string; remedy: string }>(
  told: Told,
  language: ImportLanguage,
): Told {
  if (language === 'en') return told;
  return { ...told, problem: russianOf(told.problem), remedy: russianOf(told.remedy) };
}

export function russianOf(text: string): string {
  const exact = russian[text];
  if (exact !== undefined) return exact;
  for (const [pattern, words] of patterns) {
    const found = pattern.exec(text);
    if (found !== null) return words(...found.slice(1));
  }
  return text;
}
