import en from './words/en.json';
import ru from './words/ru.json';

export const words = { ru, en };
