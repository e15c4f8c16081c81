using System.Text.Json;
using System.Text.Json.Serialization;
using Enterprise.Api.Authentication;
using Enterprise.Api.Configuration;
using Enterprise.Api.Lists;
using Enterprise.Api.OpenApi;
using Enterprise.Api.Problems;
using Enterprise.Api.Responses;
using Enterprise.Core;
using Enterprise.Core.Access;
using Enterprise.Core.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Api;

/// <summary>The HTTP surface, the same in every host: its services, its pipeline and its endpoints.</summary>
public static class EnterpriseApi
{
    /// <summary>Adds what the endpoints need.</summary>
    /// <param name="services">The services, among them the configuration that options are bound to.</param>
    /// <param name="configuration">
    /// The section of <see cref="ApiOptions"/>, which decides how callers authenticate.
    /// </param>
    public static IServiceCollection AddEnterpriseApi(
        this IServiceCollection services,
        IConfigurationSection configuration)
    {
        services
            .AddSettings<ApiOptions, ApiOptionsValidation>(ApiOptions.Section)
            .AddFromSettings((ApiOptions options) => options);
        services.AddSingleton<CursorCodec>();
        services.AddSingleton<FailedAuthenticationLimiter>();
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
        AddProxies(services);
        if (configuration.Get<ApiOptions>() is { Authentication: { IsConfigured: true } issuer })
            AddIssuer(services, issuer);
        return services;
    }

    /// <summary>Adds the whole pipeline, down to the endpoints, once the settings are validated.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="beforeCalls">What a host adds between routing and the authentication of the caller.</param>
    public static IApplicationBuilder UseEnterpriseApi(
        this IApplicationBuilder app,
        Action<IApplicationBuilder>? beforeCalls = null)
    {
        // A host's own validation comes with its start, and the first start of an installation writes before that.
        app.ApplicationServices.GetRequiredService<IStartupValidator>().Validate();
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

    private static void AddProxies(IServiceCollection services) => services
        .AddOptions<ForwardedHeadersOptions>()
        .Configure<ApiOptions>((forwarded, options) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var text in options.TrustedProxies)
            {
                if (Networks.TryParse(text, out var network))
                    forwarded.KnownIPNetworks.Add(network);
            }
        });

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
