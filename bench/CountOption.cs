using System.CommandLine;

namespace Enterprise.Bench;

/// <summary>Options that are whole numbers from a smallest one.</summary>
internal static class CountOption
{
    public static Option<int> Create(string name, string description, int value, int atLeast = 1)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        return Validated(option, atLeast);
    }

    public static Option<int?> CreateOptional(string name, string description) =>
        Validated(new Option<int?>(name) { Description = description }, atLeast: 1);

    private static TOption Validated<TOption>(TOption option, int atLeast)
        where TOption : Option
    {
        option.Validators.Add(result =>
        {
            // The parser itself refuses what is no number.
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number < atLeast)
                result.AddError($"{option.Name} must be at least {atLeast}.");
        });
        return option;
    }
}
