using System.Buffers;
using System.Globalization;
using FluentValidation;

namespace Enterprise.Core.Editing;

/// <summary>Rules that several inputs share.</summary>
internal static class CommonRules
{
    private const int MostListItems = 100;

    /// <summary>What the local part may hold only in quotes (RFC 5322, section 3.2.3).</summary>
    private static readonly SearchValues<char> _specials = SearchValues.Create("\"(),:;<>@[\\]");

    /// <summary>Every control character but line breaks and tabs.</summary>
    private static readonly SearchValues<char> _forbidden = SearchValues.Create(
        [
            .. Enumerable.Range(0, 256)
                .Select(code => (char)code)
                .Where(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')),
        ]);

    /// <summary>A text with something in it.</summary>
    internal static IRuleBuilderOptions<T, string?> RequiredText<T>(
        this IRuleBuilder<T, string?> rule,
        int mostCharacters) =>
        rule.Must(text => !string.IsNullOrWhiteSpace(text)).WithMessage("A value is required.")
            .OptionalText(mostCharacters);

    /// <summary>A text, or null; no control characters but line breaks and tabs.</summary>
    internal static IRuleBuilderOptions<T, string?> OptionalText<T>(
        this IRuleBuilder<T, string?> rule,
        int mostCharacters) =>
        rule.Must(text => text is null || text.Length <= mostCharacters)
            .WithMessage($"At most {mostCharacters.ToString(CultureInfo.InvariantCulture)} characters.")
            .Must(text => text is null || !HasForbidden(text)).WithMessage("Control characters are not allowed.");

    /// <summary>At most 100 different texts, none of them blank.</summary>
    internal static IRuleBuilderOptions<T, IReadOnlyList<string>> Texts<T>(
        this IRuleBuilder<T, IReadOnlyList<string>> rule,
        int mostCharacters) =>
        rule.Must(list => list.Count <= MostListItems).WithMessage("At most 100 items.")
            .Must(list => list.All(text => !string.IsNullOrWhiteSpace(text) && text.Length <= mostCharacters))
            .WithMessage(
                $"Each item is a text of 1 to {mostCharacters.ToString(CultureInfo.InvariantCulture)} characters.")
            .Must(list => !list.Any(text => text is not null && HasForbidden(text)))
            .WithMessage("Control characters are not allowed.")
            .Must(list => list.Distinct(StringComparer.Ordinal).Count() == list.Count)
            .WithMessage("The items must differ.");

    /// <summary>
    /// A usual e-mail address: one @, a domain with a dot, no blanks (RFC 5321's lengths).
    /// </summary>
    internal static IRuleBuilderOptions<T, string?> EmailAddress<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(IsEmailAddress).WithMessage("Expected an e-mail address such as jo@example.com.");

    /// <summary>Whether a text is a DNS domain such as <c>example.com</c>.</summary>
    internal static bool IsDomain(string? text) =>
        text is { Length: >= 3 and <= 253 }
        && text.Contains('.', StringComparison.Ordinal)
        && text.Split('.').All(label =>
            label is { Length: >= 1 and <= 63 }
            && label.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')
            && label[0] != '-'
            && label[^1] != '-');

    /// <summary>Whether a text is an e-mail address as people have them.</summary>
    internal static bool IsEmailAddress(string? text)
    {
        if (text is not { Length: <= 254 })
            return false;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= 64
            && IsDomain(text[(at + 1)..])
            && text.AsSpan(0, at).IndexOfAnyExceptInRange('!', '~') < 0
            && text.AsSpan(0, at).IndexOfAny(_specials) < 0;
    }

    private static bool HasForbidden(string text) => text.AsSpan().IndexOfAny(_forbidden) >= 0;
}
