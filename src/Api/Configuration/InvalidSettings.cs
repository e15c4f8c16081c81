using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Enterprise.Api.Configuration;

/// <summary>What hosts print when they do not start because of a setting.</summary>
public static partial class InvalidSettings
{
    /// <summary>One line that names each invalid setting; null for a failure of another kind.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        OptionsValidationException invalid => string.Join(' ', invalid.Failures),
        InvalidOperationException { InnerException: { } reason } => Conversion(exception, reason),
        AggregateException several => Explain(several.InnerExceptions),
        _ => null,
    };

    private static string? Explain(IReadOnlyCollection<Exception> exceptions)
    {
        var lines = exceptions.Select(Explain).ToList();
        return lines.Contains(null) ? null : string.Join(' ', lines);
    }

    /// <summary>The binder quotes the path of the value that it can't convert; the reason says what is wrong.</summary>
    private static string? Conversion(Exception exception, Exception reason)
    {
        if (Path().Match(exception.Message) is not { Success: true, Groups: [_, var path] })
            return null;
        var text = reason is ArgumentException { ParamName: { } parameter }
            ? reason.Message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal)
            : reason.Message;
        return $"{path}: {text}";
    }

    [GeneratedRegex($"'({ApiOptions.Section}:[^']+)'")]
    private static partial Regex Path();
}
