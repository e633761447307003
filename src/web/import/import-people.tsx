import { useAddress } from '../page/use-address.ts';
import { ChooseFile } from './choose-file.tsx';
import { UploadedFile } from './uploaded-file.tsx';

/** The whole way of one file. Its id stands in the address: a reload loses nothing. */
export function ImportPeople() {
  const { params, set } = useAddress();
  const id = params.get('file');
  const open = (file: string | null): void => set({ file });
  return id === null ? (
    <ChooseFile onSent={({ id: sent }) => open(sent)} />
  ) : (
    <UploadedFile key={id} id={id} onAnother={() => open(null)} />
  );
}
