using System.Globalization;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Authentication;

/// <summary>Guesses of tokens are limited by address.</summary>
public sealed class FailedAuthenticationTests(TestHost host) : IClassFixture<TestHost>
{
    private const int Burst = 30;

    [Fact]
    public async Task Many_failures_from_one_address_return_429_with_retry_after()
    {
        var guesser = new ApiClient(host.Http, "ent_1_1_guess").From("203.0.113.5");

        var (tries, refusal) = await Guess(guesser);

        refusal.ExpectProblem(429);
        Assert.InRange(int.Parse(refusal.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 60);
        Assert.True(tries >= Burst, $"After {tries} failures.");
        (await guesser.From("203.0.113.6").Get("/me")).ExpectProblem(401);
        (await host.Admin.From("203.0.113.6").Get("/me")).Expect(200);
        (await host.Nobody.From("203.0.113.5").Get("/health/live")).Expect(200);
    }

    /// <summary>
    /// A permit is replenished every two seconds, perhaps between the guess and the valid token: then it tries again.
    /// </summary>
    [Fact]
    public async Task Valid_token_from_a_limited_address_returns_429()
    {
        var guesser = new ApiClient(host.Http, "ent_1_1_guess").From("203.0.113.7");
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await Guess(guesser);
            if ((await host.Admin.From("203.0.113.7").Get("/me")).Status == 429)
                return;
        }

        Assert.Fail("The valid token was always accepted.");
    }

    [Fact]
    public async Task Missing_token_does_not_count_as_a_failure()
    {
        for (var i = 0; i < 3 * Burst; i++)
            (await host.Nobody.From("203.0.113.8").Get("/me")).ExpectProblem(401);

        (await host.Admin.From("203.0.113.8").Get("/me")).Expect(200);
    }

    [Theory]
    [InlineData("ent_1_1_")]
    [InlineData("ent_1_999_x")]
    [InlineData("ent_999_1_x")]
    [InlineData("ent_-1_-1_x")]
    [InlineData("ent__")]
    [InlineData("ent_")]
    [InlineData("x")]
    public async Task Malformed_token_returns_401(string token) =>
        (await new ApiClient(host.Http, token).From("203.0.113.9").Get("/me")).ExpectProblem(401);

    [Fact]
    public async Task Revoked_token_and_token_of_a_deactivated_user_return_401()
    {
        var user = await host.Admin.Create("/users/", new { email = "leaver@company.com", name = "Leaver" });
        var first = (await host.Admin.Post($"/users/{user}/tokens", new { name = "one" })).Expect(201);
        var second = await host.TokenFor(user);
        var caller = new ApiClient(host.Http, first.Json["token"]!.GetValue<string>());
        (await caller.Get("/me")).Expect(200);

        (await host.Admin.Delete($"/users/{user}/tokens/{first.Id}")).Expect(204);
        (await caller.Get("/me")).ExpectProblem(401);
        (await second.Get("/me")).Expect(200);

        (await host.Admin.Delete($"/users/{user}")).Expect(204);
        (await second.Get("/me")).ExpectProblem(401);
    }

    [Fact]
    public async Task Token_text_is_only_in_the_response_of_its_creation()
    {
        var user = await host.Admin.Create("/users/", new { email = "secret@company.com", name = "Secret" });
        var issued = (await host.Admin.Post($"/users/{user}/tokens", new { name = "one" })).Expect(201);
        var token = issued.Json["token"]!.GetValue<string>();
        var secret = token.Split('_')[^1];

        Assert.Equal("no-store", issued.Header("Cache-Control"));
        Assert.DoesNotContain(secret, (await host.Admin.Get($"/users/{user}/tokens")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            secret,
            (await host.Admin.Get($"/users/{user}/tokens/{issued.Id}")).Text,
            StringComparison.Ordinal);
        var entry = (await host.Trail()).Last(entry => entry.Action == "token.created");
        Assert.DoesNotContain(secret, entry.NewValues!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("hash", entry.NewValues!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_manage_own_tokens_and_only_administrators_those_of_others()
    {
        var (one, other) = (await host.Add("viewer"), await host.Add("manager"));

        (await one.Post($"/users/{one.Id}/tokens", new { name = "own" })).Expect(201);
        (await other.Post($"/users/{one.Id}/tokens", new { name = "theirs" })).ExpectProblem(403);
        (await other.Get($"/users/{one.Id}/tokens")).ExpectProblem(403);
        Assert.Equal(2, (await host.Admin.Get($"/users/{one.Id}/tokens")).Expect(200).Items.Count);
    }

    private static async Task<(int Tries, Answer Refusal)> Guess(ApiClient guesser)
    {
        for (var tries = 0; tries < 20 * Burst; tries++)
        {
            var answer = await guesser.Get("/me");
            if (answer.Status != 401)
                return (tries, answer);
        }

        throw new InvalidOperationException("Guessing was never limited.");
    }
}
