'use client';

import type { Attachment, ProjectId } from '@plumbline/lifecycle';
import { ArrowUp } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useDirectory, useProject } from '../../state/directory.ts';
import { drafts, useDraft } from '../../state/drafts.ts';
import { defaultChoice, isUsable, lastChoice, listed, type ModelChoice, rememberChoice } from '../../state/modelChoice.ts';
import type { ModelInfo, Project, ProviderInfo } from '../../state/port.ts';
import { askAboutProject } from '../../state/projectDialog.ts';
import { startThread } from '../../state/sending.ts';
import { nameTab } from '../../state/tab.ts';
import { useAction } from '../../state/useAction.ts';
import { Choices, focusPicker } from '../composer/Choices.tsx';
import { MessageField } from '../composer/MessageField.tsx';
import { type Manner, MannerPickers, mannerOf } from '../composer/Pickers.tsx';
import { useFiles } from '../composer/useFiles.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { MissingDirectory } from '../projects/MissingDirectory.tsx';
import { ViewHeader } from '../shell/ViewHeader.tsx';
import { Opening } from '../timeline/Opening.tsx';
import { ModelPicker } from './ModelPicker.tsx';
import { PracticePrompts } from './PracticePrompts.tsx';
import { ProviderNote } from './ProviderNote.tsx';

/** What a thread begins with. */
interface Said {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

const addProject = () => askAboutProject({ kind: 'add' });

interface Props {
  readonly projectId: ProjectId | undefined;
  readonly title: string;
  /** Words above the composer. */
  readonly intro?: ReactNode;
  /** What stands below it. */
  readonly children?: ReactNode;
}

/** Where a thread begins: what to do, in which project, with which model. */
export function NewThreadScreen({ projectId, title, intro, children }: Props) {
  const project = useProject(projectId);
  const { choice, choose, manner, setManner } = useModelChoice();
  const place = `new:${projectId ?? 'none'}`;
  const { text } = useDraft(place);
  const attached = useFiles(place);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLSelectElement>(null);
  const router = useRouter();
  // What was sent is shown from the click on (rule 31), until its thread is.
  const [opening, setOpening] = useState<Said>();
  const start = useAction(async (message: Said) => {
    if (!projectId || !choice) return;
    setOpening(message);
    try {
      const threadId = await startThread({ projectId, ...choice, ...manner }, message.text, message.attachments);
      drafts.clear(place);
      router.push(`/threads/${threadId}`);
    } catch (error) {
      drafts.setText(place, message.text);
      setOpening(undefined);
      throw error;
    }
  });
  const providers = useDirectory((directory) => directory.providers);
  const provider = providers?.find((each) => each.id === choice?.provider) ?? providers?.[0];
  const model = provider && choice && listed([provider]).find((each) => each.model.id === choice.model)?.model;
  const possible = project?.available === true && choice !== null && provider !== undefined && isUsable(provider);
  const ready = possible && opening === undefined;
  const { attachments } = attached;
  const filled = (text.trim() !== '' || attached.files.length > 0) && attachments !== undefined;
  const submit = () => {
    if (ready && filled) void start.run({ text, attachments });
  };
  useEffect(() => {
    nameTab(title);
    if (opening === undefined && matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, [title, opening]);

  return (
    <>
      <ViewHeader>
        <h1 className="min-w-0 flex-1 truncate text-[15px] font-semibold tracking-[-0.01em]">{title}</h1>
      </ViewHeader>
      {opening !== undefined && <Opening {...opening} label="Sending" />}
      <div className="min-h-0 flex-1 overflow-y-auto" hidden={opening !== undefined}>
        <div className="column relative pt-[7dvh] pb-10 wide:pt-[11dvh]">
          {intro}
          <ProjectLine project={project} onAdd={addProject} />
          <MessageField
            ref={field}
            value={text}
            onChange={(next) => drafts.setText(place, next)}
            onSubmit={() => submit()}
            placeholder="What should be done?"
            attached={attached}
            source={projectId && choice ? { projectId, provider: choice.provider } : undefined}
            side="below"
          >
            <Choices model={model?.name ?? 'Choose a model'} manner={mannerOf(provider ?? {}, manner)}>
              <ModelPicker ref={picker} choice={choice} onChoose={choose} />
              <MannerPickers provider={provider} chosen={manner} onChoose={(changed) => setManner((now) => ({ ...now, ...changed }))} />
            </Choices>
            <Button kind="primary" className="ml-auto" onClick={() => submit()} disabled={!ready || !filled} aria-keyshortcuts="Enter">
              Start <ArrowUp size={14} aria-hidden="true" />
            </Button>
          </MessageField>
          <ModelLine model={model} provider={provider} />
          {start.problem && (
            <div className="mt-3">
              <ProblemNote
                title="The thread was not made"
                problem={start.problem}
                mending={{
                  'try-again': () => submit(),
                  'add-project': addProject,
                  'choose-model': () => focusPicker(picker.current),
                  edit: () => field.current?.focus(),
                }}
                onDismiss={start.clear}
              />
            </div>
          )}
          {project && !project.available && (
            <div className="mt-3">
              <MissingDirectory project={project} />
            </div>
          )}
          {provider && (!isUsable(provider) || provider.status === 'failed') && (
            <div className="mt-3">
              <ProviderNote provider={provider} />
            </div>
          )}
          <PracticePrompts choice={choice} disabled={!ready} onPick={(prompt) => void start.run({ text: prompt, attachments: [] })} />
          {children}
        </div>
      </div>
    </>
  );
}

function useModelChoice() {
  const providers = useDirectory((directory) => directory.providers);
  const [picked, setPicked] = useState<ModelChoice | null>(null);
  const [last, setLast] = useState<ModelChoice | null>(null);
  // Not remembered for the next thread: what an agent may do is chosen for each.
  const [manner, setManner] = useState<Manner>({});
  useEffect(() => setLast(lastChoice()), []);
  const choice = picked ?? (providers ? defaultChoice(providers, last) : null);
  const choose = (next: ModelChoice) => {
    if (next.provider !== choice?.provider) setManner({});
    setPicked(next);
    rememberChoice(next);
  };
  return { choice, choose, manner, setManner };
}

/** Which project: a list of all, as plain as it can be. */
function ProjectLine({ project, onAdd }: { readonly project: Project | undefined; readonly onAdd: () => void }) {
  const projects = useDirectory((directory) => directory.projects);
  const phase = useDirectory((directory) => directory.phase);
  const router = useRouter();
  if (projects.length === 0) {
    return (
      <p className="mb-3 flex min-h-[30px] flex-wrap items-center gap-3 text-[13px] text-ink-2">
        {phase === 'ready' && (
          <>
            A thread works in a project: a directory on this machine. <Button onClick={onAdd}>Add a project</Button>
          </>
        )}
      </p>
    );
  }
  return (
    <div className="mb-2.5 flex min-h-[30px] min-w-0 items-center gap-1.5 text-[13px] text-ink-2">
      <span>in</span>
      <select
        aria-label="Project"
        className="picker font-medium text-ink"
        value={project?.projectId ?? ''}
        onChange={(event) => router.push(`/projects/${event.target.value}/new`)}
      >
        {!project && <option value="">choose a project</option>}
        {projects.map((each) => (
          <option key={each.projectId} value={each.projectId}>
            {each.title}
          </option>
        ))}
      </select>
      {project && (
        <span className="min-w-0 truncate font-mono text-xs text-ink-3" title={project.path}>
          {project.path}
        </span>
      )}
    </div>
  );
}

const sources = {
  environment: 'as PLUMBLINE_OPENCODE_BIN says',
  path: 'from your PATH',
  package: 'the one that came with Plumbline',
};

/** Where the prompts of the chosen model go, and which copy of the agent works. */
function ModelLine({ model, provider }: { readonly model: ModelInfo | null | undefined; readonly provider: ProviderInfo | undefined }) {
  return (
    <p className="mt-2 min-h-[20px] px-1 text-xs text-pretty text-ink-3">
      {provider && isUsable(provider) && (
        <>
          {model && (model.hosted ? `Prompts, and what the agent reads, go to ${model.host}. ` : 'Everything stays on this machine. ')}
          {provider.name} {provider.version}
          {provider.source && `, ${sources[provider.source]}`}.
        </>
      )}
    </p>
  );
}
