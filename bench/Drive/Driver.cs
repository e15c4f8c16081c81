namespace Enterprise.Bench.Drive;

/// <summary>How a drive is done.</summary>
internal sealed record DriveSettings(int Connections, TimeSpan WarmUp, TimeSpan Duration, int Seed);

/// <summary>Lets a number of clients ask a server at once, each on a thread of its own.</summary>
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
        var timetable = Timetable.StartingNow(settings.WarmUp, settings.Duration);
        var threads = clients.ConvertAll(
            client => new Thread(() => client.Run(timetable, cancellationToken), StackBytes));
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return Summarise(scenario, settings, clients);
    }

    private static DriveResult Summarise(Scenario scenario, DriveSettings settings, List<Client> clients)
    {
        var durations = new Histogram();
        clients.ForEach(client => durations.Add(client.Durations));
        var inAll = clients.Sum(client => client.RequestsInAll);
        return new()
        {
            Scenario = scenario.Name,
            Connections = settings.Connections,
            Seconds = settings.Duration.TotalSeconds,
            EndedAt = DateTimeOffset.UtcNow,
            Requests = durations.Count,
            RequestsInAll = inAll,
            P50Milliseconds = durations.Quantile(0.50).TotalMilliseconds,
            P99Milliseconds = durations.Quantile(0.99).TotalMilliseconds,
            MaxMilliseconds = durations.Max.TotalMilliseconds,
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
