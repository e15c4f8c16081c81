using Enterprise.Core.Problems;

namespace Enterprise.Core.Tests;

/// <summary>Asserts that an action is refused with a kind and, if given, an error of a field.</summary>
internal static class AssertRefused
{
    internal static async Task<RefusedException> With(RefusalKind kind, Task act)
    {
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => act);
        Assert.Equal(kind, refusal.Kind);
        return refusal;
    }

    internal static async Task<RefusedException> With(RefusalKind kind, string field, Task act)
    {
        var refusal = await With(kind, act);
        Assert.Contains(field, refusal.Errors.Select(error => error.Field));
        return refusal;
    }

    internal static RefusedException With(RefusalKind kind, Action act)
    {
        var refusal = Assert.Throws<RefusedException>(act);
        Assert.Equal(kind, refusal.Kind);
        return refusal;
    }

    internal static IReadOnlyList<string> Fields(Action act) =>
        [.. With(RefusalKind.Invalid, act).Errors.Select(error => error.Field)];
}
