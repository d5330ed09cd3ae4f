'use client';

import { Dialog } from '@base-ui/react/dialog';
import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { reloadProjects } from '../../state/directory.ts';
import { remedyFor } from '../../state/problem.ts';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button } from '../parts/Button.tsx';

/** Adds a directory by its absolute path. What is wrong with it is said at the field. */
export default function AddProject({ onClose }: { readonly onClose: () => void }) {
  const router = useRouter();
  const [path, setPath] = useState('');
  const help = useId();
  const add = useAction(async () => {
    const { projectId } = await port().addProject({ path: path.trim() });
    await reloadProjects();
    onClose();
    router.push(`/projects/${projectId}/new`);
  });
  const relative = path.trim() !== '' && !path.trim().startsWith('/');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!relative && path.trim() !== '') void add.run();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Popup className="dialog">
          <Dialog.Title className="text-[15px] font-semibold">Add a project</Dialog.Title>
          <Dialog.Description className="mt-1 mb-4 text-[13px] text-ink-2">
            A directory on the machine where Plumbline runs. Agents work in it as you would in a terminal.
          </Dialog.Description>
          <form onSubmit={submit}>
            <label className="grid gap-1.5 text-[13px] font-medium">
              Path
              <input
                className="field font-mono !text-[13px] font-normal"
                value={path}
                onChange={(event) => {
                  setPath(event.target.value);
                  add.clear();
                }}
                placeholder="/home/you/code/project"
                spellCheck={false}
                autoCapitalize="off"
                autoComplete="off"
                aria-invalid={Boolean(add.problem) || relative}
                aria-describedby={help}
              />
            </label>
            <div id={help} className="min-h-[42px] pt-1.5 text-[13px]">
              {add.problem ? (
                <div role="alert" data-code={add.problem.code}>
                  <span className="text-bad">{add.problem.message}</span> <span className="text-ink-2">{remedyFor(add.problem.code)}</span>
                </div>
              ) : relative ? (
                <span className="text-bad">The path must be absolute: it begins with “/”.</span>
              ) : (
                <span className="text-ink-3">The output of `pwd` in that directory.</span>
              )}
            </div>
            <div className="mt-3 flex justify-end gap-2">
              <Button onClick={onClose}>Cancel</Button>
              <Button kind="primary" type="submit" disabled={add.busy || relative || path.trim() === ''}>
                {add.busy ? 'Adding…' : 'Add project'}
              </Button>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
