using Enterprise.Cosmos.Fake;

// For a host on a developer's machine without an emulator: AccountEndpoint=http://127.0.0.1:8081/ with any key.
var server = FakeServer.Build(new FakeCosmos(), args);
await server.StartAsync();
Console.WriteLine($"A fake Cosmos DB account, in memory: {string.Join(", ", server.Urls)}");
await server.WaitForShutdownAsync();
