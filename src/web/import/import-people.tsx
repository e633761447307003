import { useSearchParams } from 'wouter';
import { ChooseFile } from './choose-file.tsx';
import { UploadedFile } from './uploaded-file.tsx';

/** The whole way of one file. Its id stands in the address: a reload loses nothing. */
export function ImportPeople() {
  const [params, setParams] = useSearchParams();
  const id = params.get('file');
  const open = (file: string | null): void =>
    setParams(
      (before) => {
        if (file === null) before.delete('file');
        else before.set('file', file);
        return before;
      },
      { replace: true },
    );
  return id === null ? (
    <ChooseFile onSent={({ id: sent }) => open(sent)} />
  ) : (
    <UploadedFile key={id} id={id} onAnother={() => open(null)} />
  );
}
