using Enterprise.Functions.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.AddEnterprise();
var host = builder.Build();
await host.Services.CreateContainers(CancellationToken.None);
await host.RunAsync();
