namespace LeakCheck;

/// <summary>
/// The options of <c>[VerifyNoLeaks]</c>, the same in every adapter. The nearest level wins, property by property; what a level leaves out comes from the next
/// wider one (method, class, assembly), then from <c>leakcheck.json</c>, then from the default.
/// </summary>
public abstract class VerifyNoLeaksSettingsAttribute : Attribute
{
    private bool? _enabled;
    private bool? _onlyWhenPassed;
    private int? _maxLive;
    private int? _settleMilliseconds;
    private int? _tolerance;
    private WorkKinds? _kinds;

    /// <inheritdoc cref="LeakOptions.Kinds"/>
    public WorkKinds Kinds { get => _kinds ?? WorkKinds.All; set => _kinds = value; }

    /// <inheritdoc cref="LeakOptions.Tolerance"/>
    public int Tolerance { get => _tolerance ?? 0; set => _tolerance = value; }

    /// <inheritdoc cref="LeakOptions.SettleMilliseconds"/>
    public int SettleMilliseconds { get => _settleMilliseconds ?? 2500; set => _settleMilliseconds = value; }

    /// <inheritdoc cref="LeakOptions.OnlyWhenPassed"/>
    public bool OnlyWhenPassed { get => _onlyWhenPassed ?? false; set => _onlyWhenPassed = value; }

    /// <inheritdoc cref="LeakOptions.MaxLive"/>
    public int MaxLive { get => _maxLive ?? 0; set => _maxLive = value; }

    /// <summary>False opts a class or method out below a wider attribute. Default true.</summary>
    public bool Enabled { get => _enabled ?? true; set => _enabled = value; }

    /// <summary>Only what this attribute was given; null where it was left out.</summary>
    internal bool? GivenEnabled => _enabled;

    /// <summary>Only what this attribute was given.</summary>
    internal LeakOptions Given => new()
    {
        Kinds = _kinds,
        Tolerance = _tolerance,
        SettleMilliseconds = _settleMilliseconds,
        OnlyWhenPassed = _onlyWhenPassed,
        MaxLive = _maxLive,
    };
}
