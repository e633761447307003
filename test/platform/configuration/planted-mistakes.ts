/** A sound file; every mistake below is one replacement in it. */
export const soundFile = `clinic:
  name: Ромашка
  country: RU
  language: ru
branches:
  - id: center
    name: Центр
    zone: Europe/Moscow
    areaCode: 495
    lines:
      - number: +7 495 000-01-01
        name: Сайт
      - number: 84950000102
        name: Карты
    seats:
      - id: reception-1
        name: Ресепшен 1
        extensions: [101, 007]
  - id: north
    name: Север
    zone: Asia/Yekaterinburg
    seats:
      - id: reception-3
        name: Ресепшен 3
        extensions: [201]
accounts:
  pbx:
    - id: phones
      provider: bells
      secret: \${env:BELLS_SECRET}
      allowFrom: [203.0.113.7, 198.51.100.0/24, "2001:db8::/32"]
      forwardTo: https://crm.example.com/calls
  mis:
    - id: cards
      provider: files
      key: \${file:key.txt}
calls:
  lateAfterMinutes: 15
`;

export interface PlantedMistake {
  mistake: string;
  replace: string;
  by: string;
  key: string;
  /** In the file with the mistake in it. */
  line: number;
  message: RegExp;
  remedy: RegExp;
}

const m = (
  mistake: string,
  [replace, by]: [string, string],
  [key, line]: [string, number],
  message: RegExp,
  remedy: RegExp,
): PlantedMistake => ({ mistake, replace, by, key, line, message, remedy });

export const plantedMistakes: PlantedMistake[] = [
  m(
    'misspelt key at the top',
    ['branches:', 'branchs:'],
    ['branchs', 5],
    /Unknown key "branchs"/,
    /Did you mean "branches"\?/,
  ),
  m(
    'misspelt key inside',
    ['areaCode: 495', 'area-code: 495'],
    ['branches[0].area-code', 9],
    /Unknown key/,
    /"areaCode"/,
  ),
  m(
    'key of another place',
    ['calls:\n', 'lines: []\ncalls:\n'],
    ['lines', 37],
    /Unknown key "lines"/,
    /belongs under branches\[\]/,
  ),
  m(
    'branch named at a line',
    ['name: Карты', 'branch: south'],
    ['branches[0].lines[1].branch', 14],
    /Unknown key/,
    /center, north/,
  ),
  m(
    'key without relatives',
    ['language: ru', 'colour: red'],
    ['clinic.colour', 4],
    /Unknown key/,
    /Known here: name, country, language/,
  ),
  m('zone by city', ['Europe/Moscow', 'Moscow'], ['branches[0].zone', 8], /"Moscow"/, /Europe\/Moscow/),
  m('zone by offset', ['Asia/Yekaterinburg', 'UTC+5'], ['branches[1].zone', 21], /time zone/, /"Asia\/Yekaterinburg"/),
  m(
    'zone with a typing error',
    ['Europe/Moscow', 'Europe/Moskow'],
    ['branches[0].zone', 8],
    /time zone/,
    /"Europe\/Moscow"/,
  ),
  m('zone empty', ['zone: Europe/Moscow', 'zone:'], ['branches[0].zone', 8], /"zone" is empty/, /Europe\/Moscow/),
  m(
    'zone left out',
    ['    zone: Europe/Moscow\n', ''],
    ['branches[0].zone', 6],
    /"zone" is missing/,
    /zone: Europe\/Moscow/,
  ),
  m('country in three letters', ['country: RU', 'country: RUS'], ['clinic.country', 3], /"RUS"/, /country: RU/),
  m(
    'language by name',
    ['language: ru', 'language: rus'],
    ['clinic.language', 4],
    /"rus" is not one of ru, en/,
    /"ru"/,
  ),
  m(
    'city code with the prefix',
    ['areaCode: 495', 'areaCode: "+7495"'],
    ['branches[0].areaCode', 9],
    /2 to 5 digits/,
    /495/,
  ),
  m('id with capitals', ['id: center', 'id: Центр'], ['branches[0].id', 6], /small latin letters/, /id: center/),
  m(
    'number that is none',
    ['84950000102', 'позже'],
    ['branches[0].lines[1].number', 13],
    /"позже" is not a telephone number/,
    /\+7 495/,
  ),
  m(
    'number with a digit too many, which makes it Vietnamese',
    ['84950000102', '849500010222'],
    ['branches[0].lines[1].number', 13],
    /"849500010222" is not a telephone number/,
    /city code/,
  ),
  m(
    'number too short',
    ['84950000102', '849-500'],
    ['branches[0].lines[1].number', 13],
    /not a telephone number/,
    /city code/,
  ),
  m(
    'one number in two writings',
    ['84950000102', '8 (495) 000-01-01'],
    ['branches[0].lines[1].number', 13],
    /already at branches\[0\]\.lines\[0\]\.number, line 11/,
    /once/,
  ),
  m(
    'extension of one seat in the group of another',
    ['extensions: [201]', 'extensions: [201]\n        groupExtensions: [101]'],
    ['branches[1].seats[0].groupExtensions[0]', 26],
    /101 stands twice/,
    /groupExtensions of each/,
  ),
  m(
    'extension at two seats',
    ['[201]', '[101]'],
    ['branches[1].seats[0].extensions[0]', 25],
    /"101" is already at .*line 18/,
    /one seat/,
  ),
  m(
    'seat of an account that is none',
    ['extensions: [201]', 'extensions: [201]\n        account: cards'],
    ['branches[1].seats[0].account', 26],
    /"cards" is not an account under accounts\.pbx/,
    /one of them: phones/,
  ),
  m(
    'two seats of one id',
    ['reception-3', 'reception-1'],
    ['branches[1].seats[0].id', 23],
    /seat id "reception-1"/,
    /own id/,
  ),
  m(
    'two branches of one id',
    ['id: north', 'id: center'],
    ['branches[1].id', 19],
    /branch id "center" is already/,
    /own id/,
  ),
  m(
    'one account id in pbx and mis',
    ['id: cards', 'id: phones'],
    ['accounts.mis[0].id', 34],
    /already at accounts\.pbx\[0\]\.id, line 28/,
    /own id/,
  ),
  m(
    'unknown provider',
    ['provider: bells', 'provider: tubes'],
    ['accounts.pbx[0].provider', 29],
    /Unknown provider "tubes"/,
    /accounts\.pbx: bells, whistles/,
  ),
  m(
    'misspelt provider',
    ['provider: bells', 'provider: belsl'],
    ['accounts.pbx[0].provider', 29],
    /Unknown/,
    /Did you mean "bells"\?/,
  ),
  m(
    'provider of the other kind',
    ['provider: bells', 'provider: files'],
    ['accounts.pbx[0].provider', 29],
    /Unknown/,
    /belongs under accounts\.mis/,
  ),
  m(
    'provider left out',
    ['      provider: bells\n', ''],
    ['accounts.pbx[0].provider', 28],
    /"provider" is missing/,
    /bells, whistles/,
  ),
  m(
    'setting of a provider misspelt',
    ['secret: $', 'secrt: $'],
    ['accounts.pbx[0].secrt', 30],
    /Unknown key/,
    /Did you mean "secret"\?/,
  ),
  m(
    'setting of a provider left out',
    ['      key: ${file:key.txt}\n', ''],
    ['accounts.mis[0].key', 34],
    /"key" is missing/,
    /The key to paste/,
  ),
  m(
    'setting of a provider wrong',
    ['key: $', 'calls: of\n      key: $'],
    ['accounts.mis[0].calls', 36],
    /"of" is not one of deliver, off/,
    /"off"/,
  ),
  m(
    'setting inside a provider wrong',
    ['key: $', 'xml: { call: 1, items: [] }\n      key: $'],
    ['accounts.mis[0].xml.items', 36],
    /Unknown key "items"/,
    /Known here: call/,
  ),
  m(
    'range of addresses with a dash',
    ['203.0.113.7,', '203.0.113.1-9,'],
    ['accounts.pbx[0].allowFrom[0]', 31],
    /neither an address/,
    /CIDR/,
  ),
  m(
    'range of addresses too long',
    ['198.51.100.0/24', '198.51.100.0/33'],
    ['accounts.pbx[0].allowFrom[1]', 31],
    /neither an address/,
    /CIDR/,
  ),
  m(
    'address of a receiver without protocol',
    ['https://crm', 'crm'],
    ['accounts.pbx[0].forwardTo', 32],
    /not a web address/,
    /https:\/\//,
  ),
  m(
    'environment variable not set',
    ['env:BELLS_SECRET', 'env:NOT_SET'],
    ['accounts.pbx[0].secret', 30],
    /variable NOT_SET is not set/,
    /Set NOT_SET/,
  ),
  m(
    'secret file missing',
    ['key.txt', 'other.txt'],
    ['accounts.mis[0].key', 36],
    /other\.txt cannot be read \(ENOENT\)/,
    /relative to the folder/,
  ),
  m('secret file empty', ['key.txt', 'empty.txt'], ['accounts.mis[0].key', 36], /empty\.txt is empty/, /one line/),
  m(
    'reference of another kind',
    ['env:BELLS_SECRET', 'vault:bells'],
    ['accounts.pbx[0].secret', 30],
    /cannot be read/,
    /\$\{env:NAME\}/,
  ),
  m(
    'reference not closed',
    ['${env:BELLS_SECRET}', '${env:BELLS_SECRET'],
    ['accounts.pbx[0].secret', 30],
    /cannot be read/,
    /\$\{file:path\}/,
  ),
  m(
    'words for a number',
    ['lateAfterMinutes: 15', 'lateAfterMinutes: ten'],
    ['calls.lateAfterMinutes', 38],
    /"ten" is not a number/,
    /lateAfterMinutes: 10/,
  ),
  m(
    'number out of range',
    ['lateAfterMinutes: 15', 'lateAfterMinutes: 0'],
    ['calls.lateAfterMinutes', 38],
    /"0" is too small/,
    /1 or more/,
  ),
  m(
    'part of a minute',
    ['lateAfterMinutes: 15', 'lateAfterMinutes: 1.5'],
    ['calls.lateAfterMinutes', 38],
    /not a whole number/,
    /lateAfterMinutes: 10/,
  ),
  m(
    'group for a list',
    ['extensions: [201]', 'extensions: 201'],
    ['branches[1].seats[0].extensions', 25],
    /"201" is not a list/,
    /extensions: \[101\]/,
  ),
  m('no branch', ['branches:', 'branches: []\nx:'], ['branches', 5], /At least 1 entry/, /Sites of the clinic/),
  m(
    'shared number that is none',
    ['calls:\n', 'calls:\n  sharedNumbers: [102]\n'],
    ['calls.sharedNumbers[0]', 38],
    /"102" is not a telephone number/,
    /whole number/,
  ),
  m(
    'local number without a branch to tell its city',
    ['calls:\n', 'calls:\n  sharedNumbers: [8495000]\n'],
    ['calls.sharedNumbers[0]', 38],
    /"8495000" is not a telephone number/,
    /city code/,
  ),
  m(
    'number of a channel that is none',
    ['calls:\n', 'calls:\n  channelNumbers: [{ number: 102, channel: maps }]\n'],
    ['calls.channelNumbers[0].number', 38],
    /"102" is not a telephone number/,
    /whole number/,
  ),
  m('key twice', ['country: RU', 'country: RU\n  country: RU'], ['', 4], /second time/, /Keep one/),
  m('tab for spaces', ['  country: RU', '\tcountry: RU'], ['', 3], /tab/, /spaces/),
  m('quote not closed', ['name: Карты', 'name: "Карты'], ['', 14], /./, /./),
  m('colon left out', ['country: RU', 'country RU'], ['', 3], /./, /colon|Write/),
  m('alias', ['name: Сайт', 'name: *site'], ['branches[0].lines[0].name', 12], /"\*"/, /quotes/),
  m('two documents', ['calls:\n', '---\ncalls:\n'], ['', 37], /several documents/, /---/),
  m('tag', ['name: Сайт', 'name: !site x'], ['', 12], /"!"/, /quotes/),
];
