using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Enterprise.Standalone.Tests.Processes;

/// <summary>The signals by which operators and service managers end a process; .NET can only send SIGKILL.</summary>
internal static class Signals
{
    internal const int Interrupt = 2;
    internal const int Terminate = 15;

    internal static void Send(Process process, int signal) => Assert.Equal(0, Kill(process.Id, signal));

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
