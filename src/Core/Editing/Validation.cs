using System.Text;
using System.Text.Json;
using Enterprise.Core.Problems;
using FluentValidation;

namespace Enterprise.Core.Editing;

/// <summary>Runs validators and says what they found as the caller's own fields.</summary>
internal static class Validation
{
    /// <summary>Refuses an invalid value with a 422 that names each field.</summary>
    internal static void Check<T>(this IValidator<T> validator, T value)
    {
        var result = validator.Validate(value);
        if (!result.IsValid)
        {
            throw RefusedException.Invalid(
                [.. result.Errors.Select(error => new FieldError(JsonPath(error.PropertyName), error.ErrorMessage))]);
        }
    }

    /// <summary><c>Stakeholders[0].UserId</c> as <c>stakeholders[0].user_id</c>.</summary>
    private static string JsonPath(string propertyPath)
    {
        var path = new StringBuilder();
        foreach (var part in propertyPath.Split('.'))
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            var name = bracket < 0 ? part : part[..bracket];
            if (path.Length > 0)
                path.Append('.');
            path.Append(JsonNamingPolicy.SnakeCaseLower.ConvertName(name));
            if (bracket >= 0)
                path.Append(part.AsSpan(bracket));
        }

        return path.ToString();
    }
}
