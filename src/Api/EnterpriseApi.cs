using System.Text.Json;
using System.Text.Json.Serialization;
using Enterprise.Api.Approvals;
using Enterprise.Api.Authentication;
using Enterprise.Api.Integrations;
using Enterprise.Api.Lists;
using Enterprise.Api.Notifications;
using Enterprise.Api.OpenApi;
using Enterprise.Api.Problems;
using Enterprise.Api.Responses;
using Enterprise.Api.Reviews;
using Enterprise.Core;
using Enterprise.Core.Access;
using Enterprise.Core.Notifications;
using Enterprise.Core.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Api;

/// <summary>The HTTP surface, the same in every host: its services, its pipeline and its endpoints.</summary>
public static class EnterpriseApi
{
    /// <summary>Adds what the endpoints need, configured by the section <c>Enterprise</c>.</summary>
    public static IServiceCollection AddEnterpriseApi(
        this IServiceCollection services,
        IConfigurationSection configuration)
    {
        var options = configuration.Get<ApiOptions>() ?? new ApiOptions();
        services.AddSingleton(options);
        services.AddSingleton(ApprovalSettings.Read(configuration.GetSection("Approvals")));
        services.AddSingleton(NotificationSettings.Read(configuration));
        services.AddSingleton(ReviewSettings.Read(configuration.GetSection("Reviews")));
        services.AddSingleton<CursorCodec>();
        services.AddSingleton<FailedAuthenticationLimiter>();
        services.AddSingleton(PublicUrl.Parse(configuration["PublicUrl"]));
        services.AddSingleton(new SlackSignature(configuration["Slack:SigningSecret"]));
        services.AddRouting();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Converters.Add(new UtcTimestampConverter());
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, CoreServices.Json.TypeInfoResolver!);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, ApiJson.Default);
        });
        foreach (var module in ApiModules.All)
        {
            services.AddSingleton(module);
            module.Services(services);
        }

        services.AddSingleton(new ExpansionLookup(ApiModules.All.SelectMany(module => module.Expansions)));
        services.AddEnterpriseOpenApi();
        AddProxies(services, options);
        if (options.Authentication.IsConfigured)
            AddIssuer(services, options.Authentication);
        return services;
    }

    /// <summary>Adds the whole pipeline, down to the endpoints.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="beforeCalls">What a host adds between routing and the authentication of the caller.</param>
    public static IApplicationBuilder UseEnterpriseApi(
        this IApplicationBuilder app,
        Action<IApplicationBuilder>? beforeCalls = null)
    {
        var options = app.ApplicationServices.GetRequiredService<ApiOptions>();
        if (options.TrustedProxies.Count > 0)
            app.UseForwardedHeaders();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        beforeCalls?.Invoke(app);
        app.UseMiddleware<CallMiddleware>();
        app.UseEndpoints(routes => routes.MapEnterpriseApi());
        return app;
    }

    /// <summary>Maps the endpoints of all modules.</summary>
    public static void MapEnterpriseApi(this IEndpointRouteBuilder routes)
    {
        foreach (var module in ApiModules.All)
            module.Map(routes);
        routes.MapEnterpriseOpenApi();
    }

    private static void AddProxies(IServiceCollection services, ApiOptions options)
    {
        var proxies = options.TrustedProxies.Select(ReadNetwork).ToList();
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in proxies)
                forwarded.KnownIPNetworks.Add(network);
        });
    }

    /// <summary>Reads a setting before anything starts by it.</summary>
    private static System.Net.IPNetwork ReadNetwork(string text) => Networks.TryParse(text, out var network)
        ? network
        : throw new FormatException($"Enterprise:TrustedProxies: {text} is no network. Expected one like 10.0.0.0/8.");

    private static void AddIssuer(IServiceCollection services, OidcOptions issuer) => services
        .AddAuthentication()
        .AddJwtBearer(jwt =>
        {
            jwt.Authority = issuer.Authority;
            jwt.Audience = issuer.Audience;
            jwt.MapInboundClaims = false;
            jwt.RequireHttpsMetadata = !IsLoopback(issuer.Authority);
            jwt.TokenValidationParameters.ValidateIssuer = true;
            jwt.TokenValidationParameters.ClockSkew = TimeSpan.FromMinutes(1);
        });

    private static bool IsLoopback(string? authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var uri) && uri.IsLoopback;
}
