import ts from 'typescript'

/** What TypeScript says against the files, as a user's strict project would see it; '' for nothing. */
export function problemsOf(files: string[], folder: string): string {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  })
  return ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), {
    getCanonicalFileName: name => name,
    getCurrentDirectory: () => folder,
    getNewLine: () => '\n',
  })
}

/** TypeScript as the JavaScript that runs. */
export function transpiled(code: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
  return ts.transpileModule(code, { compilerOptions }).outputText
}
