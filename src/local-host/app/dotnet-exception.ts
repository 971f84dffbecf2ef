const hresult = -2146233088;

/** An exception as .NET's own serializer writes it, in its order; a stack trace belongs to one build of the host. */
export const dotnetException = (said: {
  /** With its namespace. */
  readonly className: string;
  readonly assembly: string;
  readonly message: string;
  /** What the class has besides. */
  readonly own?: object;
  readonly inner?: object;
  readonly stackTrace?: string;
  readonly source?: string;
}): object => ({
  $type: `${said.className}, ${said.assembly}`,
  ...said.own,
  ClassName: said.className,
  Message: said.message,
  Data: null,
  InnerException: said.inner ?? null,
  HelpURL: null,
  StackTraceString: said.stackTrace ?? null,
  RemoteStackTraceString: null,
  RemoteStackIndex: 0,
  ExceptionMethod: null,
  HResult: hresult,
  Source: said.source ?? null,
  WatsonBuckets: null,
});
