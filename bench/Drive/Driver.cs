namespace Enterprise.Bench.Drive;

/// <summary>The settings of a drive.</summary>
internal sealed record DriveSettings(int Connections, TimeSpan WarmUp, TimeSpan Duration, int Seed);

/// <summary>Sends requests from concurrent clients to a server, each client on a thread of its own.</summary>
internal static class Driver
{
    private const int StackBytes = 256 * 1024;

    public static DriveResult Run(
        Uri server, Scenario scenario, DriveSettings settings, CancellationToken cancellationToken)
    {
        if (scenario.Requests.Count == 0)
            throw new BenchException($"The scenario {scenario.Name} has no request.");
        var templates = scenario.Requests
            .Select(request => new RequestTemplate(request, server, scenario.Token))
            .ToList();
        if (scenario.Ids is null or [] && templates.Any(template => template.UsesIds))
            throw new BenchException($"The scenario {scenario.Name} has no ids for {RequestTemplate.Id}.");

        var numbers = new UniqueNumbers();
        var clients = Enumerable.Range(0, settings.Connections)
            .Select(i => new Client(server, scenario, templates, numbers, new Random(settings.Seed + i)))
            .ToList();
        var window = MeasurementWindow.StartingNow(settings.WarmUp, settings.Duration);
        var threads = clients.ConvertAll(
            client => new Thread(() => client.Run(window, cancellationToken), StackBytes));
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return Summarise(scenario, settings, clients);
    }

    private static DriveResult Summarise(Scenario scenario, DriveSettings settings, List<Client> clients)
    {
        var latencies = Latencies.Create();
        clients.ForEach(client => latencies.Add(client.Latencies));
        var inAll = clients.Sum(client => client.RequestsInAll);
        return new()
        {
            Scenario = scenario.Name,
            Connections = settings.Connections,
            Seconds = settings.Duration.TotalSeconds,
            EndedAt = DateTimeOffset.UtcNow,
            Requests = latencies.TotalCount,
            RequestsInAll = inAll,
            P50Milliseconds = latencies.Milliseconds(50),
            P99Milliseconds = latencies.Milliseconds(99),
            MaxMilliseconds = latencies.MaxMilliseconds(),
            BodyBytes = inAll == 0 ? 0 : (double)clients.Sum(client => client.BodyBytes) / inAll,
            Errors = clients
                .SelectMany(client => client.Errors)
                .GroupBy(error => error.Key, error => error.Value)
                .ToDictionary(group => group.Key, group => group.Sum()),
            FirstError = clients.Select(client => client.FirstError).FirstOrDefault(error => error is not null),
            DriverProcessorSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
        };
    }
}
