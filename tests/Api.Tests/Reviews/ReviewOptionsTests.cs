using Enterprise.Api.Tests.Hosting;
using Enterprise.Core;
using Enterprise.Core.Reviews;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Api.Tests.Reviews;

public sealed class ReviewOptionsTests
{
    [Fact]
    public void Configured_settings_replace_the_defaults()
    {
        var options = Read(
            ("CadenceMonths:sox", "1"),
            ("CadenceMonths:Own", "4"),
            ("RestrictedMonths", "2"),
            ("Checklists:SOX:0", "First"),
            ("Checklists:SOX:1", "Second"),
            ("TimeZone", "Europe/Berlin"),
            ("QuietFrom", "20:15"),
            ("QuietUntil", "06:00"),
            ("QuietWeekends", "true"),
            ("OverdueBlocksReleasesFrom", "confidential"));

        var months = options.CadenceMonths;
        Assert.Equal((1, 12, 12, 4), (months["SOX"], months["GDPR"], months["HIPAA"], months["own"]));
        Assert.Equal(["First", "Second"], options.Checklists["sox"]);
        Assert.Equal(
            (2, "Europe/Berlin", new TimeOnly(20, 15), new TimeOnly(6, 0)),
            (options.RestrictedMonths, options.TimeZone, options.QuietFrom, options.QuietUntil));
        Assert.True(options.QuietWeekends);
        Assert.Equal(Core.Access.SecurityLevel.Confidential, options.OverdueBlocksReleasesFrom);
        Assert.Null(Read().OverdueBlocksReleasesFrom);
    }

    [Theory]
    [InlineData("CadenceMonths:SOX", "-1")]
    [InlineData("CadenceMonths:SOX", "quarterly")]
    [InlineData("RestrictedMonths", "1.5")]
    [InlineData("TimeZone", "Mars/Olympus")]
    [InlineData("QuietFrom", "25:00")]
    [InlineData("QuietWeekends", "perhaps")]
    [InlineData("OverdueBlocksReleasesFrom", "secret")]
    [InlineData("OverdueBlocksReleasesFrom", "17")]
    [InlineData("Checklists:SOX:0", " ")]
    [InlineData("Checklists:SOX", "One item")]
    [InlineData("Checklists:SOX:0:Item", "One item")]
    [InlineData("Cadence", "3")]
    public void Invalid_setting_fails_the_start_with_one_line_that_names_it(string setting, string value)
    {
        using var services = Services((setting, value));

        var line = SettingsFailure.Of(services);

        Assert.StartsWith($"Enterprise:Reviews:{setting.Split(":0")[0]}: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    private static ReviewOptions Read(params IEnumerable<(string Key, string Value)> settings)
    {
        using var services = Services(settings);
        services.GetRequiredService<IStartupValidator>().Validate();
        return services.GetRequiredService<ReviewOptions>();
    }

    private static ServiceProvider Services(params IEnumerable<(string Key, string Value)> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(
                    setting => KeyValuePair.Create($"Enterprise:Reviews:{setting.Key}", (string?)setting.Value)))
            .Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddEnterpriseCore()
            .AddEnterpriseApi(configuration.GetSection("Enterprise"))
            .BuildServiceProvider();
    }
}
