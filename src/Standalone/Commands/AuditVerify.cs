using System.CommandLine;
using System.Globalization;
using Enterprise.Core.AuditTrail;
using Enterprise.Standalone.Hosting;
using Enterprise.Standalone.Stores;
using Spectre.Console;

namespace Enterprise.Standalone.Commands;

/// <summary><c>audit verify</c>: verifies the hash chains without a host; exit code 1 if one is broken.</summary>
internal static class AuditVerify
{
    internal static Command Define(StoreOptions options)
    {
        var command = new Command("verify", "Walks the hash chains of the audit trail.");
        command.SetAction((result, cancellationToken) => Run(
            () => options.Existing(result, StandaloneHost.Configuration(), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> Run(Func<Task<OpenedStore>> open, CancellationToken cancellationToken)
    {
        using var store = await open();
        var output = CommandLine.Output;
        var result = await output.Progress()
            .Columns(new TaskDescriptionColumn(), new SpinnerColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask("Verifying", autoStart: true).IsIndeterminate();
                var verified = new Progress(entries => task.Description = string.Create(
                    CultureInfo.InvariantCulture, $"Verified {entries:N0} entries"));
                return await new AuditVerifier(store.Documents).Verify(chain: null, verified, cancellationToken);
            });
        output.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{result.Entries:N0} entries in {result.Chains:N0} chains: {(result.Valid ? "valid" : "broken")}");
        if (result.Valid)
            return 0;

        var table = new Table().AddColumns("Chain", "Month", "Entry", "What is wrong");
        foreach (var chainBreak in result.Breaks)
        {
            table.AddRow(
                Markup.Escape(chainBreak.Chain),
                chainBreak.Month,
                chainBreak.Sequence.ToString(CultureInfo.InvariantCulture),
                chainBreak.Reason);
        }

        output.Write(table);
        throw new UsageException("The audit trail is broken.");
    }

    /// <summary>Reports on the verifying thread, so that nothing is reported after the end.</summary>
    private sealed class Progress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
