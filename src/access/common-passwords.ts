/** What is tried first: words and rows of keys, also as Russian words typed in Latin letters; digits and signs behind them count as none. */
export const commonPasswords: ReadonlySet<string> = new Set([
  ...['password', 'passw0rd', 'p@ssw0rd', 'letmein', 'welcome', 'iloveyou', 'administrator', 'changeme', 'superuser'],
  ...['qwerty', 'qwertyuiop', 'qwertyui', 'qwerty123456', '1q2w3e4r5t', '1q2w3e4r5t6y', 'asdfghjkl', 'zxcvbnm'],
  ...['qazwsxedc', '1qaz2wsx3edc', '1qaz2wsx', 'q1w2e3r4t5', 'asdfghjkl;', 'zaq12wsxcde3', 'qwer1234qwer'],
  ...['1234567890', '0987654321', '0123456789', '9876543210', '1234512345', '12345678910', '1122334455'],
  ...['пароль', 'парольпароль', 'администратор', 'йцукен', 'йцукенгшщз', 'фывапролдж', 'любимая', 'стоматология'],
  ...['gfhjkm', 'gfhjkmgfhjkm', 'ghbdtn', 'flvbybcnhfnjh', 'cnjvfnjkjubz', 'stomatologia', 'stomatology'],
  ...['dentist', 'dentistry', 'dentalclinic', 'reception', 'registratura', 'resepshn', 'ресепшен', 'регистратура'],
  ...['trubka', 'trubkatrubka', 'трубка', 'трубкатрубка', 'klinika', 'клиника', 'clinic', 'doctor', 'moscow', 'москва'],
]);
